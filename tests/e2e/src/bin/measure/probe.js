// Runs in every page that is measured, before the page's own scripts. Looks once a frame, because what was not painted
// nobody has seen.
(() => {
    const PATIENCE = 25_000;
    const bench = { moved: 0, busyUntil: 0, slowest: 0, measured: null, sinceAnswer: [] };
    window.bench = bench;

    // Called at the start of a frame: the moment after this frame was painted, before anything that the page does next.
    const painted = () => scheduler.postTask(() => performance.now(), { priority: 'user-blocking' });

    // The moment after the first frame was painted in which the condition held.
    bench.when = (condition) => new Promise((done, fail) => {
        const begun = performance.now();
        const frame = () => {
            if (condition()) {
                done(painted());
            } else if (performance.now() - begun > PATIENCE) {
                fail(new Error(`waited in vain for ${condition}`));
            } else {
                requestAnimationFrame(frame);
            }
        };
        requestAnimationFrame(frame);
    });

    // Measures from the next event of this kind to the paint after which the condition holds, for each of the conditions;
    // and for each from the last answer of the backend before that paint.
    bench.arm = (kind, ...conditions) => {
        const event = new Promise((done) => addEventListener(kind, done, { capture: true, once: true }));
        bench.sinceAnswer = [];
        const measure = async () => {
            const paints = conditions.map(async (condition) => {
                await event;
                return bench.when(condition);
            });
            const { timeStamp } = await event;
            const moments = await Promise.all(paints);
            // A page may read an answer before the browser has noted when it came.
            const answers = performance.getEntriesByType('resource')
                .filter((entry) => entry.name.endsWith('/query'))
                .map((entry) => entry.responseEnd);
            bench.sinceAnswer = moments.map((moment) =>
                moment - Math.max(timeStamp, ...answers.filter((answer) => answer < moment)));
            return moments.map((moment) => moment - timeStamp);
        };
        bench.measured = measure();
        bench.measured.catch(() => {});
    };

    // How long a browser alone takes to show these rows: copies of them, put into the empty body of their table.
    bench.copied = async (selector) => {
        const body = document.querySelector(selector);
        const rows = [...body.children];
        body.replaceChildren();
        await bench.when(() => !body.firstChild);
        const begun = performance.now();
        body.append(...rows.map((row) => row.cloneNode(true)));
        return await bench.when(() => body.firstChild) - begun;
    };

    // The moment since which nothing was fetched for a third of a second.
    bench.quiet = async () => {
        let known = -1;
        let since = 0;
        await bench.when(() => {
            const fetched = performance.getEntriesByType('resource').length;
            if (fetched !== known) [known, since] = [fetched, performance.now()];
            return performance.now() - since > 333;
        });
        return since;
    };

    // Always the same work: how slow the processor is.
    bench.work = () => {
        const begun = performance.now();
        let sum = 0;
        for (let i = 0; i < 20_000_000; i += 1) sum = (sum * 31 + i) | 0;
        return performance.now() - begun + (sum === 1 ? 1 : 0);
    };

    const watch = (type, read, more) => new PerformanceObserver((list) => list.getEntries().forEach(read))
        .observe({ type, buffered: true, ...more });
    watch('layout-shift', (shift) => {
        if (!shift.hadRecentInput) bench.moved += shift.value;
    });
    watch('longtask', (task) => {
        bench.busyUntil = Math.max(bench.busyUntil, task.startTime + task.duration);
    });
    watch('event', (event) => {
        if (event.interactionId) bench.slowest = Math.max(bench.slowest, event.duration);
    }, { durationThreshold: 16 });

    // The first row, and the end of the last long task before a second without one.
    bench.load = async (row) => {
        const first = await bench.when(() => document.querySelector(row));
        await bench.when(() => performance.now() - Math.max(first, bench.busyUntil) > 1000);
        return [first, Math.max(first, bench.busyUntil), bench.moved];
    };
})();
