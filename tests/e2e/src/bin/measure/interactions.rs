//! Keys and clicks: from the hand's event to the paint that shows what it did.

use e2e::{Console, Result, run};

use crate::load::NODES;
use crate::rows::Rows;
use crate::site::{self, Site};

/// The rows of the list, and whether they are those that were asked for. Addresses as they are written:
/// to resolve a hundred of them in each frame would be a part of what is measured.
const ADDRESSES: &str =
    "[...document.querySelectorAll('tbody a[href]')].map((link) => link.getAttribute('href'))";
/// Whether a row in view is another one than was there. Those in view are written together. Only a row
/// that has changed is asked where it is.
const IN_VIEW: &str = "[...document.querySelectorAll('tbody a[href]')].some((link, at) => { \
     if (link.getAttribute('href') === window.before[at]) return false; \
     const { top, bottom } = link.getBoundingClientRect(); \
     return bottom > 0 && top < innerHeight })";
const AT_REST: &str = "!document.querySelector('[aria-busy=true]') \
     && document.querySelector('tbody a[href], .empty-state')";
/// Lays out text in the scripts of some names, where names stand. A browser looks for the font of a script
/// when it first shows it: that takes 13 ms of the order reversed, and is no work of the list.
const FONTS: &str = "for (const place of document.querySelectorAll('tbody tr:first-child a, .cell-sub')) { \
         const text = document.createElement('span'); \
         text.textContent = '🚀 日次バックアップ夜間証跡 תקן אבטחת מידע'; \
         text.style.visibility = 'hidden'; \
         place.append(text); text.getBoundingClientRect(); text.remove(); \
     }";
/// What leads to the next page.
const NEXT: &str = ".pagination-steps button:nth-child(3)";
/// Letters that leave some scopes, and not all.
const LETTERS: [&str; 3] = ["e", "v", "p"];
/// How often each is typed in a tab: a key waits for the next frame, which is anything up to 17 ms.
const ROUNDS: usize = 3;

/// Opens the form, types into its search, and, unless it is a short run, orders and filters a hundred rows,
/// each some times in a new tab.
pub(crate) fn measure(site: &Site, slowdown: u32, runs: usize, is_short: bool, rows: &mut Rows) {
    run(site.options("large"), async |console| {
        let session = site.sign_in(console).await?;
        for _ in 0..runs {
            site.tab(console, &session, slowdown).await?;
            let mut tab = Tab {
                site,
                console,
                slowdown,
                rows,
            };
            tab.unannounced_form().await?;
            site::close(console).await?;
            site.tab(console, &session, slowdown).await?;
            let mut tab = Tab {
                site,
                console,
                slowdown,
                rows,
            };
            tab.form().await?;
            tab.keys().await?;
            tab.slowest("form").await?;
            if site.is_console() && !is_short {
                tab.list().await?;
                tab.slowest("list").await?;
                if site.name == Site::CONSOLE {
                    tab.rows_without_the_console().await?;
                }
            }
            site::close(console).await?;
        }
        Ok(())
    });
}

struct Tab<'a> {
    site: &'a Site,
    console: &'a Console,
    slowdown: u32,
    rows: &'a mut Rows,
}

impl Tab<'_> {
    fn add(&mut self, id: &str, label: &str, value: f64) {
        let slowdown = self.slowdown;
        let label = match slowdown {
            1 => label.to_owned(),
            _ => format!("{label}, {slowdown}× CPU"),
        };
        self.rows.add(
            self.site.name,
            format!("{id}.{slowdown}"),
            label,
            "ms",
            value,
        );
    }

    async fn list_opened(&self) -> Result<()> {
        let Site {
            list, row, create, ..
        } = *self.site;
        self.console.open(list).await?;
        let there =
            format!("document.querySelector({row:?}) && document.querySelector({create:?})");
        site::when(self.console, &there).await
    }

    /// A click in the moment in which the hand reaches the link: everything is yet to be fetched.
    async fn unannounced_form(&mut self) -> Result<()> {
        let Site { create, form, .. } = *self.site;
        self.list_opened().await?;
        let took = site::measured(self.console, "click", [form], async || {
            site::click(self.console, create).await
        });
        let [took] = took.await?;
        self.add(
            "form.unannounced",
            "form opened, link reached and clicked at once",
            took,
        );
        Ok(())
    }

    /// A click after the hand has rested on the link until all was fetched that this lets be fetched.
    async fn form(&mut self) -> Result<()> {
        let Site {
            create,
            form,
            whole,
            ..
        } = *self.site;
        self.list_opened().await?;
        site::point(self.console, create).await?;
        site::number(self.console, "return bench.quiet()").await?;
        let took = site::measured(self.console, "click", [form, whole], async || {
            site::click(self.console, create).await
        });
        let [in_view, whole] = took.await?;
        self.add(
            "form",
            "form opened, click to paint of what is in view",
            in_view,
        );
        self.add(
            "form.whole",
            "form opened, click to paint with all scopes",
            whole,
        );
        let nodes = site::number(self.console, NODES).await?;
        let (site, label) = (self.site.name, "nodes of the form");
        self.rows.add(site, "nodes.form", label, "", nodes);
        Ok(())
    }

    async fn keys(&mut self) -> Result<()> {
        let Site { field, typed, .. } = *self.site;
        site::click(self.console, field).await?;
        let focused = format!("document.activeElement.matches({field:?})");
        site::when(self.console, &focused).await?;
        for letter in [LETTERS; ROUNDS].into_iter().flatten() {
            for (key, id, label) in [
                (letter, "key", "key in the scope search, to paint"),
                (
                    "Backspace",
                    "shown",
                    "all scopes shown again after a search, to paint",
                ),
            ] {
                let took = self.changed("keydown", typed, "true", async || {
                    site::press(self.console, key).await
                });
                let took = took.await?;
                self.add(id, label, took);
            }
        }
        Ok(())
    }

    async fn list(&mut self) -> Result<()> {
        let address = format!("{}?size=100", self.site.list);
        self.console.open(&address).await?;
        let cards = "[aria-label=Summary] button:nth-child";
        let there = format!(
            "document.querySelectorAll({:?}).length === 100 \
             && document.querySelector({cards:?} + '(5)') && {AT_REST}",
            "tbody a[href]"
        );
        site::when(self.console, &there).await?;
        self.console.script(FONTS).await?;
        for (id, label, target) in [
            (
                "sort",
                "100 rows in another order",
                "thead th:nth-child(2) button".to_owned(),
            ),
            ("sort", "", "thead th:nth-child(2) button".to_owned()),
            ("page", "the next 100 rows", NEXT.to_owned()),
            ("page", "", NEXT.to_owned()),
            ("filter", "100 rows filtered", format!("{cards}(2)")),
            ("filter", "", format!("{cards}(5)")),
        ] {
            let before = format!("window.before = {ADDRESSES}");
            self.console.script(&before).await?;
            let all = format!("{AT_REST} && {ADDRESSES}.join() !== window.before.join()");
            let took = site::measured(self.console, "click", [IN_VIEW, &all], async || {
                site::click(self.console, &target).await
            });
            let [_, took] = took.await?;
            self.add(id, label, took);
            for (at, id, what) in [
                (0, format!("{id}.view"), "what is in view"),
                (1, format!("{id}.answer"), "all of them"),
            ] {
                let since = format!("return bench.sinceAnswer[{at}]");
                let since = site::number(self.console, &since).await?;
                let label = format!("{label}, answer to paint of {what}");
                self.add(&id, &label, since);
            }
        }
        Ok(())
    }

    /// What all hundred rows are compared with: the same rows, copied by the browser into an empty table. The
    /// list is of no use after that.
    async fn rows_without_the_console(&mut self) -> Result<()> {
        let took = site::number(self.console, "return bench.copied('tbody')").await?;
        for id in ["sort", "page", "filter"] {
            let id = format!("{id}.answer.{}", self.slowdown);
            self.rows
                .add(Site::FLOOR, id, "the same rows, copied", "ms", took);
        }
        Ok(())
    }

    /// How long the slowest interaction of this page took, as the browser itself counts.
    async fn slowest(&mut self, page: &str) -> Result<()> {
        let took = site::number(self.console, "return bench.slowest").await?;
        let label = format!("slowest event of the {page}, as INP counts");
        self.add(&format!("slowest.{page}"), &label, took);
        Ok(())
    }

    /// From an event to the paint with another value of `what`.
    async fn changed(
        &self,
        event: &str,
        what: &str,
        condition: &str,
        cause: impl AsyncFnOnce() -> Result<()>,
    ) -> Result<f64> {
        self.console
            .script(&format!("window.before = {what}"))
            .await?;
        let condition = format!("({condition}) && ({what}) !== window.before");
        let [took] = site::measured(self.console, event, [&condition], cause).await?;
        Ok(took)
    }
}
