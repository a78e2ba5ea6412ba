//! Opening and closing, as scripts for [`Console::cycles`](crate::Console::cycles). The list of API tokens
//! has to be open.

use crate::Options;

/// How many warm-up cycles run before memory is measured: what is allocated once, by the page or by the
/// engine's JIT compiler, is no leak.
pub const WARM_UP: usize = 50;

/// A browser that compiles functions once: the code that its optimizing compiler makes for functions that run
/// often is in the heap too, ten per cent of it in 500 cycles, and is not left there by the page. And one
/// that takes any number of navigations: otherwise it drops those that are more than 200 in ten seconds.
pub fn options() -> Options {
    Options::new()
        .browser("--js-flags=--no-opt --no-maglev --no-sparkplug")
        .browser("--disable-ipc-flooding-protection")
}

/// The menu of the first row.
pub const MENU: &str = "
    await click('tbody button[aria-haspopup=menu]');
    await until(() => document.querySelector('[role=menu] [role=menuitem]'));
    document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    await until(() => !document.querySelector('[role=menu] [role=menuitem]'));";

/// The confirmations for disabling and then for deleting the first row's token; both are cancelled.
pub const DIALOG: &str = "
    for (const question of ['Disable', 'Delete']) {
        await click('tbody button[aria-haspopup=menu]');
        // The menu fills when it is known what the reader may do.
        const item = () => [...document.querySelectorAll('[role=menuitem]')]
            .find((item) => item.innerText.trim() === question);
        await until(item);
        item().click();
        await until(() => document.querySelector('dialog[open]'));
        [...document.querySelectorAll('dialog[open] button')]
            .find((button) => button.innerText.trim() === 'Cancel').click();
        await until(() => !document.querySelector('dialog[open]')
            && !document.querySelector('[role=menu] [role=menuitem]'));
    }";

/// The form for a new token, with all its scopes, and the list again.
pub const FORM: &str = "
    await click('main a[href$=\"/developers/api-tokens/new\"]');
    await until(() => document.querySelectorAll('[aria-label=\"Scopes by object\"] input').length > 200);
    await click('nav a[href$=\"/developers/api-tokens\"]');
    await until(() => document.querySelector('tbody a[href]')
        && !document.querySelector('[aria-busy=true]'));";

/// The details of the first row's token, and back to the list, as the browser's button does.
pub const DETAILS: &str = "
    await click('tbody a[href]');
    await until(() => !document.querySelector('tbody a[href]') && document.querySelector('main dl')
        && !document.querySelector('[aria-busy=true], .skeleton'));
    history.back();
    await until(() => document.querySelector('tbody a[href]')
        && !document.querySelector('[aria-busy=true], .skeleton'));";
