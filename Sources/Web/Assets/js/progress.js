// Asks how far a job is, and goes on when it has ended. Without this the page reloads itself (see web/waiting).
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

for (const part of document.querySelectorAll("[data-progress]")) {
  const bar = part.querySelector("progress");
  (async () => {
    for (let wait = 400; ; wait = Math.min(wait * 1.4, 4000)) {
      await pause(wait);
      let job;
      try {
        const answer = await fetch(part.dataset.progress, { headers: { Accept: "application/json" } });
        if (answer.status === 401 || answer.status === 404) return location.reload();
        job = await answer.json();
      } catch {
        continue; // The line is slow or down: try again.
      }
      if (typeof job.percent === "number") bar.value = job.percent;
      if (["done", "failed", "cancelled"].includes(job.stage)) return location.replace(part.dataset.then);
    }
  })();
}
