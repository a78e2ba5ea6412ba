//! The request arrived and its answer did not.

use e2e::pages::TokenList;
use e2e::{Console, Options, Result, ensure, run};

use super::{at_form_as, create, names, requests};

/// From now on answers to what matches this are lost, until `mend()`.
async fn lose_answers(console: &Console, pattern: &str) -> Result<()> {
    let lose = format!(
        "const send = window.fetch; window.fetch = async (request, ...rest) => {{ \
             if (request.method !== 'POST') return send(request, ...rest); \
             const body = await request.clone().text(); \
             const answer = await send(new Request(request, {{ body }}), ...rest); \
             if (/{pattern}/.test(body)) throw new TypeError('lost'); return answer; }}; \
         window.mend = () => {{ window.fetch = send }}"
    );
    console.script(&lose).await.map(drop)
}

#[test]
fn tokens_whose_values_never_arrived_are_deleted_together_and_created_anew() {
    run(Options::new(), async |console| {
        let form = at_form_as(console, "olivia@acme.test").await?;
        names(console, "lost-{1..20}").await?;
        form.scope("Evidence: Read").await?.click().await?;
        lose_answers(console, "createBulkAPIToken").await?;
        create(console, 20).await?;
        console
            .alerts("20 tokens were created, but their values never arrived")
            .await?;
        console.has_no_accessibility_faults().await?;
        console.script("mend()").await?;
        names(console, "found-{1..20}").await?;
        let again = console.find("button", "Delete them and try again").await?;
        again.click().await?;
        console.find("heading", "20 tokens created").await?;
        // Those that were lost went together.
        console
            .sent(0, 1, |request| request.body.contains("deleteBulkAPIToken"))
            .await?;
        let stored = console
            .find("checkbox", "I have stored these tokens")
            .await?;
        stored.click().await?;
        console.find("button", "Done").await?.click().await?;
        TokenList::api(console).row("found-20").await?;
        let search = console.find("searchbox", "Search tokens").await?;
        search.fill("lost").await?;
        console.shows("No token matches").await
    });
}

#[test]
fn when_nobody_can_tell_nothing_is_created_twice() {
    run(Options::new(), async |console| {
        let form = at_form_as(console, "olivia@acme.test").await?;
        names(console, "unsure-{1..3}").await?;
        form.scope("Evidence: Read").await?.click().await?;
        // The answer is lost, and so is that to the search for what was created.
        lose_answers(console, "createBulkAPIToken|tagsHas").await?;
        create(console, 3).await?;
        console
            .alerts("It is not known whether the tokens were created")
            .await?;
        console
            .shows("The request for unsure-1 and 2 other tokens was sent")
            .await?;
        console.script("mend()").await?;
        console.find("button", "Try again").await?.click().await?;
        console
            .alerts("3 tokens were created, but their values never arrived")
            .await?;
        let sent = requests(console, 1).await?;
        ensure!(sent[0].len() == 3, "{sent:?}");
        Ok(())
    });
}
