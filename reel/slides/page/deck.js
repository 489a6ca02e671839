/* Plays on each slide its piece of the film, with the cues that stand in DECK, and waits where the slide has stops.
   A classic script: from a file a browser loads no modules, and reads no cues of a <track src>. */
(function () {
  "use strict";
  var deck = window.DECK;
  var root = document.querySelector(".reveal");
  var begin = document.querySelector(".begin");
  var captions = false, sound = true, watching = 0, current = null, before = -1;

  function slideOf(section) { return deck.slides[Number(section.dataset.slide)]; }
  function videoOf(section) { return section && section.querySelector("video"); }
  function flat() { return Array.prototype.slice.call(document.querySelectorAll("section[data-slide]")); }

  flat().forEach(function (section) {
    var video = videoOf(section), slide = slideOf(section);
    if (slide.cues.length) {
      var track = video.addTextTrack("captions", "Captions", deck.language);
      track.mode = "disabled";
      slide.cues.forEach(function (one) { track.addCue(new VTTCue(one[0], one[1], one[2])); });
    }
    // Only the first click or key lets a page sound: until then the picture waits, with a button.
    video.addEventListener("play", function () { begin.hidden = true; });
  });

  function show(video) {
    Array.prototype.forEach.call(video.textTracks, function (track) { track.mode = captions ? "showing" : "disabled"; });
  }

  /* A poster is the last picture: a slide that is about to come shows its first instead. */
  function prepare(section) {
    var video = videoOf(section);
    if (video && video.preload !== "auto") {
      video.preload = "auto";
      video.load();
      video.addEventListener("loadeddata", function () { if (video !== videoOf(current)) { video.currentTime = 0; } }, { once: true });
    }
  }

  function play(video) {
    video.muted = video.hasAttribute("muted") || !sound || Reveal.isSpeakerNotes();
    show(video);
    var started = video.play();
    if (started) {
      started.catch(function (error) {
        if (error.name === "NotAllowedError" && video === videoOf(current)) { begin.hidden = false; }
      });
    }
  }

  /* Where the slide waits next, in seconds: between the frame before the cue and the cue's own. */
  function limit(section) {
    var slide = slideOf(section), shown = section.querySelectorAll(".fragment.visible").length;
    return shown < slide.stops.length ? (slide.stops[shown] - 0.5) / deck.rate : Infinity;
  }

  function watch() {
    cancelAnimationFrame(watching);
    var section = current, video = videoOf(section);
    (function look() {
      var until = limit(section);
      if (video.currentTime >= until) {
        video.pause();
        video.currentTime = until;
        return;
      }
      if (section === current) { watching = requestAnimationFrame(look); }
    })();
  }

  function enter(section, back) {
    var all = flat(), video = videoOf(section);
    all.forEach(function (one) { if (one !== section) { videoOf(one).pause(); } });
    begin.hidden = true;
    current = section;
    before = all.indexOf(section);
    video.preload = "auto";
    show(video);
    if (back) {
      // Gone back to, a slide stands as it was left.
      stand(video, isFinite(limit(section)) ? limit(section) : video.duration);
    } else {
      video.currentTime = 0;
      play(video);
      watch();
    }
    prepare(all[before + 1]);
  }

  function stand(video, at) {
    video.pause();
    if (isFinite(at)) {
      video.currentTime = at;
    } else {
      video.addEventListener("loadedmetadata", function () { video.currentTime = video.duration; }, { once: true });
      if (video.readyState === 0) { video.load(); }
    }
  }

  function toggle() {
    var video = videoOf(current);
    if (video.paused) { if (video.ended) { again(); } else if (video.currentTime < limit(current)) { play(video); watch(); } }
    else { video.pause(); }
  }
  function again() {
    var video = videoOf(current), stops = slideOf(current).stops, shown = current.querySelectorAll(".fragment.visible").length;
    video.currentTime = shown ? (stops[shown - 1] + 0.01) / deck.rate : 0;
    play(video);
    watch();
  }
  function toggleCaptions() { captions = !captions; press("captions", captions); show(videoOf(current)); }
  function toggleSound() { sound = !sound; press("sound", sound); videoOf(current).muted = !sound || videoOf(current).hasAttribute("muted"); }
  function press(name, on) {
    var button = document.querySelector('[data-does="' + name + '"]');
    if (button) { button.setAttribute("aria-pressed", String(on)); }
  }

  var does = { play: toggle, again: again, captions: toggleCaptions, sound: toggleSound };
  document.querySelectorAll("[data-does]").forEach(function (button) {
    button.addEventListener("click", function () { does[button.dataset.does](); });
  });
  begin.addEventListener("click", function () { play(videoOf(current)); watch(); });

  var asleep;
  function wake() {
    root.classList.add("awake");
    clearTimeout(asleep);
    asleep = setTimeout(function () { root.classList.remove("awake"); }, 3000);
  }
  document.addEventListener("mousemove", wake);
  document.addEventListener("touchstart", wake, { passive: true });

  Reveal.initialize({
    width: deck.width, height: deck.height, margin: 0, minScale: 0.05, maxScale: 10, center: false,
    hash: true, navigationMode: "linear", transition: "none", backgroundTransition: "none", autoPlayMedia: false,
    controlsTutorial: false, preloadIframes: false, viewDistance: 2, plugins: [RevealNotes]
  });
  Reveal.addKeyBinding({ keyCode: 75, key: "K", description: "Play or stand still" }, toggle);
  Reveal.addKeyBinding({ keyCode: 82, key: "R", description: "Play again from its start" }, again);
  if (!deck.silent) {
    Reveal.addKeyBinding({ keyCode: 67, key: "C", description: "Captions" }, toggleCaptions);
    Reveal.addKeyBinding({ keyCode: 77, key: "M", description: "Sound" }, toggleSound);
  }
  Reveal.on("ready", function (event) { enter(event.currentSlide, false); });
  Reveal.on("slidechanged", function (event) {
    enter(event.currentSlide, flat().indexOf(event.currentSlide) < before);
  });
  Reveal.on("fragmentshown", function () { var video = videoOf(current); play(video); watch(); });
  Reveal.on("fragmenthidden", function () { stand(videoOf(current), limit(current)); });
  Reveal.on("paused", function () { videoOf(current).pause(); });
})();
