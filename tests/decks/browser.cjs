/* Opens a page from a file, with the network off, in a real browser: `node browser.cjs KIND PAGE PICTURES CHROMIUM`.
   Prints one JSON document. playwright-core and axe-core are found through NODE_PATH. */
"use strict";
const path = require("path");
const url = require("url");
const { chromium } = require("playwright-core");

const [kind, page_file, pictures, executable] = process.argv.slice(2);

const state = () => {
  const section = document.querySelector("section[data-slide].present:not([hidden])");
  const video = section.querySelector("video");
  return {
    id: section.id, time: video.currentTime, duration: video.duration, paused: video.paused, ended: video.ended,
    muted: video.muted, ready: video.readyState, width: video.videoWidth,
    sound: video.webkitAudioDecodedByteCount || 0,
    cues: video.textTracks.length ? (video.textTracks[0].cues || []).length : 0,
    shown: video.textTracks.length ? Array.from(video.textTracks[0].activeCues || []).map((one) => one.text) : [],
    mode: video.textTracks.length ? video.textTracks[0].mode : "none",
    begin: !document.querySelector(".begin").hidden,
  };
};

async function until(page, ready, wait = 20000) {
  const begun = Date.now();
  for (;;) {
    const now = await page.evaluate(state);
    if (ready(now)) return now;
    if (Date.now() - begun > wait) return { ...now, late: true };
    await page.waitForTimeout(40);
  }
}

async function axe(page) {
  const found = await page.evaluate(() => axe.run(document, { preload: false, resultTypes: ["violations", "incomplete"] }));
  const short = (list) => list.map((one) => ({ id: one.id, impact: one.impact, nodes: one.nodes.map((n) => n.html.slice(0, 160)).slice(0, 3) }));
  return { violations: short(found.violations), incomplete: short(found.incomplete) };
}

async function deck(page, told) {
  const axeFile = require.resolve("axe-core/axe.min.js");
  await page.addScriptTag({ path: axeFile });
  const first = await until(page, (now) => now.time > 0.2);
  told.slides.push({ ...first, plays: first.time > 0.2 });
  told.axe.push(["title", await axe(page)]);
  await page.screenshot({ path: path.join(pictures, "01-title.png") });
  await page.keyboard.press("c");
  const all = await page.evaluate(() => Array.from(document.querySelectorAll("section[data-slide]")).map((one) => one.id));
  told.all = all;
  for (let k = 1; k < all.length; k++) {
    await page.keyboard.press(k % 2 ? "Space" : "ArrowRight");
    const begun = await until(page, (now) => now.id === all[k] && now.time > 0.1);
    const heard = await until(page, (now) => now.sound > 0 && now.time > 0.4);
    const shown = begun.cues ? await until(page, (now) => now.shown.length > 0, 8000) : begun;
    if (k === 1 || k === 4) {
      await page.waitForTimeout(300);
      await page.screenshot({ path: path.join(pictures, `0${k + 1}-captions.png`) });
      if (k === 1) told.axe.push(["captions", await axe(page)]);
    }
    await page.evaluate(() => { document.querySelector("section[data-slide].present video").playbackRate = 16; });
    const end = await until(page, (now) => now.ended);
    await page.waitForTimeout(60);
    const later = await page.evaluate(state);
    told.slides.push({
      ...begun, plays: heard.time > begun.time, sound: heard.sound, muted: heard.muted, shown: shown.shown, mode: shown.mode,
      ended: end.ended, stands: Math.abs(later.time - later.duration) < 0.1 && later.id === all[k],
    });
    if (k === 2) await page.screenshot({ path: path.join(pictures, "03-end-of-a-beat.png") });
  }
  // Back, over the keyboard: the slide before stands at its end.
  await page.keyboard.press("ArrowLeft");
  const back = await until(page, (now) => now.id === all[all.length - 2] && now.ready > 1);
  told.back = { id: back.id, stands: back.paused && Math.abs(back.time - back.duration) < 0.1 };
  await page.keyboard.press("m");
  await page.keyboard.press("r");
  const again = await until(page, (now) => now.time > 0.1 && now.time < now.duration - 0.5 && !now.paused);
  told.again = { plays: !again.paused && !again.late, muted: again.muted };
  await page.keyboard.press("k");
  told.stops = (await until(page, (now) => now.paused)).paused;
  await page.mouse.move(300, 300);
  await page.mouse.move(320, 320);
  await page.waitForTimeout(400);
  await page.screenshot({ path: path.join(pictures, "90-buttons.png") });
  told.axe.push(["buttons", await axe(page)]);
  await page.keyboard.press("Escape");
  await page.waitForTimeout(800);
  await page.screenshot({ path: path.join(pictures, "91-overview.png") });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+?");
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(pictures, "92-help.png") });
  await page.keyboard.press("Escape");
  const [speaker] = await Promise.all([page.context().waitForEvent("page", { timeout: 8000 }).catch(() => null), page.keyboard.press("s")]);
  if (speaker) {
    await speaker.waitForTimeout(2500);
    told.notes = await speaker.evaluate(() => (document.querySelector(".speaker-controls-notes .value") || {}).innerText || "");
    await speaker.screenshot({ path: path.join(pictures, "93-speaker.png") });
    await speaker.close();
  }
}

/* At a stop the picture waits; the next key goes on to the next. */
async function silent(page, told) {
  await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
  told.axe.push(["title", await axe(page)]);
  const data = await page.evaluate(() => ({
    rate: DECK.rate, stops: DECK.slides.map((one) => one.stops),
    ids: Array.from(document.querySelectorAll("section[data-slide]")).map((one) => one.id),
  }));
  told.waits = [];
  for (let k = 1; k < data.ids.length; k++) {
    for (let step = 0; step <= data.stops[k].length; step++) {
      await page.keyboard.press("ArrowRight");
      const due = step < data.stops[k].length ? (data.stops[k][step] - 0.5) / data.rate : null;
      await page.evaluate(() => { document.querySelector("section[data-slide].present video").playbackRate = 4; });
      const here = await until(page, (now) => now.id === data.ids[k] && (due === null ? now.ended : now.paused && Math.abs(now.time - due) < 0.02));
      told.waits.push({ id: here.id, due: due === null ? here.duration : due, time: here.time, late: !!here.late, sound: here.sound });
    }
    if (k === 2) await page.screenshot({ path: path.join(pictures, "01-silent.png") });
  }
}

async function snippet(page, told) {
  told.axe.push(["snippet", await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") }).then(() => axe(page))]);
  await page.click("video");
  await page.evaluate(() => document.querySelector("video").play());
  await page.waitForTimeout(2500);
  told.video = await page.evaluate(() => {
    const video = document.querySelector("video");
    return {
      time: video.currentTime, sound: video.webkitAudioDecodedByteCount, cues: video.textTracks[0].cues.length,
      shown: Array.from(video.textTracks[0].activeCues).map((one) => one.text), mode: video.textTracks[0].mode,
    };
  });
  await page.screenshot({ path: path.join(pictures, "95-snippet.png") });
}

(async () => {
  const browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox"] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, offline: true });
  const page = await context.newPage();
  const told = { slides: [], axe: [], errors: [], requests: [] };
  page.on("pageerror", (error) => told.errors.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") told.errors.push(message.text()); });
  context.on("request", (one) => { if (!/^(file|data|blob|about):/.test(one.url())) told.requests.push(one.url()); });
  await page.goto(url.pathToFileURL(page_file).href);
  await { deck, silent, snippet }[kind](page, told);
  await browser.close();
  process.stdout.write(JSON.stringify(told));
})().catch((error) => { console.error(error); process.exit(1); });
