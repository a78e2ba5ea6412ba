//! The names that views may use: elements, attributes and events.

/// Whether an element exists; custom elements have a dash in their name.
pub(crate) fn is_element(name: &str) -> bool {
    name.contains('-') || elements().any(|known| known == name)
}

/// All elements.
pub(crate) fn elements() -> impl Iterator<Item = &'static str> {
    words(HTML_ELEMENTS).chain(words(SVG_ELEMENTS))
}

/// Whether an element is one of SVG, which has a namespace of its own.
pub(crate) fn is_svg(name: &str) -> bool {
    words(SVG_ELEMENTS).any(|known| known == name)
}

/// Whether an element cannot have children.
pub(crate) fn is_void(name: &str) -> bool {
    words(VOID_ELEMENTS).any(|known| known == name)
}

/// All attributes of HTML, SVG and ARIA. Which element takes which is not looked at.
pub(crate) fn attributes() -> impl Iterator<Item = &'static str> {
    words(HTML_ATTRIBUTES)
        .chain(words(SVG_ATTRIBUTES))
        .chain(words(ARIA_ATTRIBUTES))
}

/// All events: those that Leptos has a type for, and [`UNTYPED_EVENTS`].
pub(crate) fn events() -> impl Iterator<Item = &'static str> {
    words(EVENTS).chain(UNTYPED_EVENTS)
}

fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split_whitespace()
}

/// Events that Leptos has no type for.
pub(crate) const UNTYPED_EVENTS: [&str; 1] = ["cancel"];

/// HTML Living Standard, "Index of elements".
const HTML_ELEMENTS: &str = "
        a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite
    code col     colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption
    figure footer form h1 h2 h3     h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label
    legend li link main map mark math menu meta     meter nav noscript object ol optgroup option output p
    picture pre progress q rp rt ruby s samp script search     section select slot small source span strong
    style sub summary sup table tbody td template textarea tfoot th thead     time title tr track u ul var
    video wbr";

/// HTML Living Standard, "Void elements".
const VOID_ELEMENTS: &str = "area base br col embed hr img input link meta source track wbr";

/// The elements of SVG that icons and charts are drawn with. `a`, `title` and `style` are those of HTML.
const SVG_ELEMENTS: &str = "
        svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath marker
    pattern mask clipPath     linearGradient radialGradient stop filter image foreignObject animate
    animateTransform";

/// HTML Living Standard, "Index of attributes", without event handlers: these are `on:event` here.
const HTML_ATTRIBUTES: &str = "
        abbr accept accept-charset accesskey action allow allowfullscreen alt as async autocapitalize
    autocomplete     autocorrect autofocus autoplay blocking charset checked cite class closedby color cols
    colspan command commandfor     content contenteditable controls coords crossorigin data datetime
    decoding default defer dir dirname disabled     download draggable enctype enterkeyhint exportparts
    fetchpriority for form formaction formenctype formmethod     formnovalidate formtarget headers height
    hidden high href hreflang http-equiv id imagesizes imagesrcset inert     inputmode integrity is ismap
    itemid itemprop itemref itemscope itemtype kind label lang list loading loop low max     maxlength media
    method min minlength multiple muted name nomodule nonce novalidate open optimum part pattern ping
    placeholder playsinline popover popovertarget popovertargetaction poster preload readonly referrerpolicy
    rel     required reversed role rows rowspan sandbox scope selected shadowrootmode shape size sizes slot
    span spellcheck src     srcdoc srclang srcset start step style tabindex target title translate type
    usemap value width wrap     writingsuggestions xmlns";

/// SVG 2, "Attribute index" and the presentation attributes, as far as the elements above use them.
const SVG_ATTRIBUTES: &str = "
        attributeName begin clip-path clip-rule clipPathUnits cx cy d dominant-baseline dur dx dy end fill
    fill-opacity     fill-rule focusable font-family font-size font-weight fr from fx fy gradientTransform
    gradientUnits     letter-spacing markerHeight markerUnits markerWidth marker-end marker-mid marker-start
    mask maskContentUnits     maskUnits offset opacity orient overflow pathLength patternContentUnits
    patternTransform patternUnits     pointer-events points preserveAspectRatio r refX refY repeatCount
    rotate rx ry shape-rendering spreadMethod     startOffset stop-color stop-opacity stroke
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin     stroke-miterlimit stroke-opacity
    stroke-width text-anchor textLength to transform transform-origin vector-effect     viewBox visibility x
    x1 x2 y y1 y2";

/// WAI-ARIA 1.2, "States and properties", and `aria-description` of 1.3.
const ARIA_ATTRIBUTES: &str = "
        aria-activedescendant aria-atomic aria-autocomplete aria-braillelabel aria-brailleroledescription
    aria-busy     aria-checked aria-colcount aria-colindex aria-colindextext aria-colspan aria-controls
    aria-current aria-describedby     aria-description aria-details aria-disabled aria-dropeffect
    aria-errormessage aria-expanded aria-flowto aria-grabbed     aria-haspopup aria-hidden aria-invalid
    aria-keyshortcuts aria-label aria-labelledby aria-level aria-live aria-modal     aria-multiline
    aria-multiselectable aria-orientation aria-owns aria-placeholder aria-posinset aria-pressed
    aria-readonly aria-relevant aria-required aria-roledescription aria-rowcount aria-rowindex
    aria-rowindextext     aria-rowspan aria-selected aria-setsize aria-sort aria-valuemax aria-valuemin
    aria-valuenow aria-valuetext";

/// The events of elements in `leptos::ev`.
const EVENTS: &str = "
        abort animationcancel animationend animationiteration animationstart auxclick beforeinput
    beforetoggle blur canplay     canplaythrough change click close compositionend compositionstart
    compositionupdate contextmenu copy cuechange cut     dblclick drag dragend dragenter dragleave dragover
    dragstart drop durationchange emptied ended error focus focusin     focusout formdata fullscreenchange
    fullscreenerror gotpointercapture input invalid keydown keypress keyup load     loadeddata
    loadedmetadata loadstart lostpointercapture mousedown mouseenter mouseleave mousemove mouseout mouseover
    mouseup paste pause play playing pointercancel pointerdown pointerenter pointerleave pointermove
    pointerout     pointerover pointerup progress ratechange reset resize scroll scrollend
    securitypolicyviolation seeked seeking     select selectionchange selectstart slotchange stalled submit
    suspend timeupdate toggle touchcancel touchend     touchmove touchstart transitioncancel transitionend
    transitionrun transitionstart volumechange waiting wheel";
