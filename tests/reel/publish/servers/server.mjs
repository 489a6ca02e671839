// Upload servers of other makers, behind one port: @tus/server at /files, and @uploadx/core, on which PeerTube's uploads
// are built, at PeerTube's addresses, with the few calls around them. What is kept lies in FOLDER, so that the server may be
// stopped and started again upon it. Usage: node server.mjs FOLDER PORT TOKEN
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";
import { Uploadx } from "@uploadx/core";
import multiparty from "multiparty";

const [first, port, token] = process.argv.slice(2);
let folder, state, tus, created, replacing;
const statePath = () => path.join(folder, "state.json");
const save = () => fs.writeFileSync(statePath(), JSON.stringify(state));

// Serve what is kept in a folder, and forget any other.
function open(place) {
  folder = place;
  fs.mkdirSync(path.join(folder, "tus"), { recursive: true });
  state = fs.existsSync(statePath())
    ? JSON.parse(fs.readFileSync(statePath(), "utf8"))
    : { videos: {}, asked: [], faults: [] };
  tus = new Server({
    path: "/files",
    datastore: new FileStore({ directory: path.join(folder, "tus") }),
    lockDrainTimeout: 100,
    relativeLocation: true,
  });
  replacing = {};
  created = uploads("/api/v1/videos/upload-resumable", (file, data) => {
    const uuid = `video-${Object.keys(state.videos).length + 1}`;
    state.videos[uuid] = { uuid, told: file.metadata, film: data.toString("base64"), captions: {}, films: 1 };
    return { statusCode: 200, body: { video: { id: 1, uuid, shortUUID: uuid } } };
  });
  for (const uuid of Object.keys(state.videos)) replaced(uuid);
}

function uploads(basePath, done) {
  const uploadDir = path.join(folder, "uploads");
  return new Uploadx({
    uploadDir,
    basePath,
    useRelativeLocation: true,
    allowedMimeTypes: ["video/*"],
    userIdentifier: () => "user",
    onComplete: (file) => {
      const answer = done(file, fs.readFileSync(path.join(uploadDir, file.name)));
      save();
      return answer;
    },
  });
}

function replaced(uuid) {
  replacing[uuid] ??= uploads(`/api/v1/videos/${uuid}/source/replace-resumable`, (file, data) => {
    state.videos[uuid].film = data.toString("base64");
    state.videos[uuid].films += 1;
    return { statusCode: 204 };
  });
  return replacing[uuid];
}

const json = (response, value, status = 200) => {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(value));
};
const form = (request) =>
  new Promise((resolve, reject) =>
    new multiparty.Form().parse(request, (error, fields, files) => (error ? reject(error) : resolve([fields, files]))),
  );
const text = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
};
const read = (files, name) => fs.readFileSync(files[name][0].path).toString("base64");

async function route(request, response) {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname === "/state") {
    if (request.method === "POST") state.faults = JSON.parse(await text(request));
    if (request.method === "PUT") open(await text(request));
    return json(response, state);
  }
  const what = `${request.method} ${url.pathname}`;
  state.asked.push(what);
  const fault = state.faults.find((one) => what.includes(one.matches) && (one.seen = (one.seen ?? 0) + 1) === one.at);
  if (fault?.kind === "503") {
    await text(request);
    response.writeHead(503).end();
    return;
  }
  if (request.headers.authorization !== `Bearer ${token}`) {
    await text(request);
    return json(response, { detail: "Token is invalid" }, 401);
  }
  if (url.pathname.startsWith("/files")) return tus.handle(request, response);
  const [resource, name, part, detail] = url.pathname.replace("/api/v1/", "").split("/");
  if (name === "upload-resumable") return created.handle(request, response);
  if (part === "source" && state.videos[name]) return replaced(name).handle(request, response);
  if (resource === "users") {
    if (part !== "videos") return json(response, { username: "user", videoChannels: [{ id: 7 }] });
    const start = Number(url.searchParams.get("start"));
    const every = Object.values(state.videos).filter((one) => one.told.name.includes(url.searchParams.get("search")));
    const data = every.slice(start, start + Number(url.searchParams.get("count"))).map(({ uuid }) => ({ uuid }));
    return json(response, { total: every.length, data });
  }
  const video = state.videos[name];
  if (!video) {
    await text(request);
    return json(response, { detail: "Video not found" }, 404);
  }
  if (request.method === "GET") return json(response, { uuid: video.uuid, description: video.told.description });
  if (part === "chapters") {
    video.chapters = JSON.parse(await text(request)).chapters;
  } else {
    const [fields, files] = await form(request);
    if (part === "captions") video.captions[detail] = read(files, "captionfile");
    else {
      for (const [key, values] of Object.entries(fields)) video.told[key] = key === "tags[]" ? values : values[0];
      video.thumbnail = read(files, "thumbnailfile");
    }
  }
  save();
  response.writeHead(204).end();
}

open(first);
http
  .createServer((request, response) =>
    route(request, response).catch((error) => {
      console.error(error);
      response.destroy();
    }),
  )
  .listen(Number(port), "127.0.0.1", function () {
    console.log(`listening ${this.address().port}`);
  });
