"use strict";
// Draws one possible sale: dots are orders, lanes are steps; the data is written by film.py.
const film = JSON.parse(document.getElementById("film").textContent);
const words = film.words;
const canvas = document.querySelector("canvas");
const pen = canvas.getContext("2d");
const slider = document.querySelector("input[type=range]");
const play = document.querySelector("button.play");
const speed = document.querySelector("select");
const clock = document.querySelector(".clock");
const tallies = {};
for (const name of ["shipped", "missed", "cancelled"]) tallies[name] = document.querySelector(`.tally .${name} b`);

const TOP = 74, FLOOR = 306, ROW = 58;
const HEIGHT = FLOOR + 26 + ROW * (1 + Math.max(0, ...film.teams.map(team => team.row)));
const highest = Math.max(1, ...film.counts.map(row => Math.max(...row))) / film.orders_a_dot;
const MINUTES_A_SECOND = film.minutes / 75; // the whole sale in 75 seconds at normal speed
const nSteps = film.steps.length, SHIPPED = nSteps, CANCELLED = nSteps + 1;
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
let now = film.begin, isPlaying = false, last = 0, width = 0, gap = 9, trucks = [];
const at = film.dots.map(() => ({ x: NaN, y: NaN }));
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function fit() {
  const ratio = window.devicePixelRatio || 1;
  width = canvas.clientWidth;
  canvas.width = width * ratio;
  canvas.height = HEIGHT * ratio;
  canvas.style.height = `${HEIGHT}px`;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const point of at) point.x = NaN;
  // the highest pile of the sale nearly fills its lane
  gap = Math.max(6, Math.min(15, Math.sqrt((laneWidth() - 24) * (FLOOR - TOP) * .82 / highest)));
}
const laneWidth = () => width / (nSteps + 1.25);
const laneLeft = place => place * laneWidth() + 10;
const columns = () => Math.max(4, Math.floor((laneWidth() - 24) / gap));
const onGrid = row => row[Math.min(row.length - 1, Math.floor(now / film.grid_minutes))];

function placeOf(dot) { // where a dot is now; -1 before its order
  let found = -1;
  for (let i = 0; i < dot.minutes.length && dot.minutes[i] <= now; i++) found = i;
  return found;
}
function targets() {
  const lanes = Array.from({ length: nSteps }, () => []);
  const ends = [];
  film.dots.forEach((dot, n) => {
    const stop = placeOf(dot);
    if (stop < 0) { at[n].x = NaN; return; }
    const place = dot.places[stop];
    if (place < nSteps) lanes[place].push([dot.minutes[stop], n]);
    else if (now - dot.minutes[stop] < MINUTES_A_SECOND * 1.2) ends.push([n, place]);
    else at[n].x = NaN;
  });
  const goals = new Map(), wide = columns();
  lanes.forEach((lane, place) => {
    lane.sort((a, b) => a[0] - b[0]);
    lane.forEach(([, n], rank) => goals.set(n, {
      x: laneLeft(place) + 14 + (rank % wide) * gap, y: FLOOR - 8 - Math.floor(rank / wide) * gap }));
  });
  ends.forEach(([n, place]) => goals.set(n, place === SHIPPED
    ? { x: laneLeft(SHIPPED) + laneWidth() * .55, y: FLOOR - 40 } : { x: laneLeft(SHIPPED) + 20, y: FLOOR + 60 }));
  return goals;
}
function drawDot(point, isLate) {
  const half = gap * (isLate ? .48 : .37);
  pen.fillStyle = isLate ? colours.bad : colours.good;
  pen.beginPath();
  if (isLate) { pen.moveTo(point.x, point.y - half); pen.lineTo(point.x + half, point.y); pen.lineTo(point.x, point.y + half); pen.lineTo(point.x - half, point.y); }
  else pen.arc(point.x, point.y, half, 0, 7);
  pen.fill();
}
function drawPerson(x, y) {
  pen.beginPath(); pen.arc(x, y - 11, 3.6, 0, 7); pen.fill();
  pen.beginPath(); pen.moveTo(x - 5, y + 3); pen.quadraticCurveTo(x - 5, y - 6, x, y - 6); pen.quadraticCurveTo(x + 5, y - 6, x + 5, y + 3); pen.fill();
}
function drawTruck(x, y) {
  pen.fillStyle = colours.accent;
  pen.fillRect(x, y - 16, 26, 15); pen.fillRect(x + 27, y - 11, 10, 10);
  pen.fillStyle = colours.ink;
  for (const wheel of [6, 30]) { pen.beginPath(); pen.arc(x + wheel, y, 3.6, 0, 7); pen.fill(); }
}
function drawLanes() {
  pen.textAlign = "left";
  for (let place = 0; place <= nSteps; place++) {
    const x = laneLeft(place), isEnd = place === SHIPPED, w = laneWidth() * (isEnd ? 1.15 : 1) - 8;
    pen.fillStyle = colours.paper;
    pen.fillRect(x, TOP, w, FLOOR - TOP);
    pen.strokeStyle = colours.rule;
    pen.strokeRect(x + .5, TOP + .5, w - 1, FLOOR - TOP - 1);
    pen.fillStyle = colours.ink;
    pen.font = "600 16px " + font;
    pen.fillText(isEnd ? words.shipped : film.labels[place], x + 4, 26, w - 8);
    pen.font = "700 22px " + font;
    const count = isEnd ? onGrid(film.shipped) : onGrid(film.counts[place]);
    pen.fillText(words.orders.replace("{n}", number.format(count)), x + 4, 56, w - 8);
  }
}
function drawEnds() { // handed over so far, as a filling shelf
  const x = laneLeft(SHIPPED), w = laneWidth() * 1.15 - 8, total = film.shipped[film.shipped.length - 1] || 1;
  const h = (FLOOR - TOP - 2) * onGrid(film.shipped) / total;
  pen.fillStyle = colours.good; pen.globalAlpha = .28;
  pen.fillRect(x + 1, FLOOR - 1 - h, w - 2, h); pen.globalAlpha = 1;
}
function drawPeople() {
  film.teams.forEach((team, row) => {
    const heads = onGrid(film.heads[row]), x = laneLeft(team.place), y = FLOOR + 52 + team.row * ROW;
    pen.font = "13px " + font; pen.fillStyle = colours.soft;
    pen.fillText(team.label, x + 4, y - 32, laneWidth() - 10);
    pen.fillText(heads ? words.on_duty.replace("{n}", heads) : words.off_duty, x + 4, y - 16, laneWidth() - 10);
    pen.fillStyle = heads ? colours.ink : colours.rule;
    const room = Math.floor((laneWidth() - 16) / 13);
    for (let i = 0; i < Math.min(heads, room); i++) drawPerson(x + 11 + i * 13, y + 9);
  });
}
let colours = {}, font = getComputedStyle(document.body).fontFamily;
const number = new Intl.NumberFormat(film.language);
const moment = new Intl.DateTimeFormat(film.language, { timeZone: "UTC", month: "numeric", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false });

function draw(seconds) {
  for (const name of ["paper", "ink", "soft", "rule", "lane", "night", "good", "bad", "gone", "accent"]) colours[name] = colour(name);
  const hour = Math.floor((film.start_minute + now) / 60) % 24;
  pen.fillStyle = hour < 6 || hour >= 21 ? colours.night : colours.lane;
  pen.fillRect(0, 0, width, HEIGHT);
  drawLanes(); drawEnds(); drawPeople();
  const pull = seconds ? Math.min(1, seconds * 7) : 1;
  for (const [n, goal] of targets()) {
    const point = at[n];
    if (Number.isNaN(point.x)) { point.x = seconds ? laneLeft(0) - 8 : goal.x; point.y = seconds ? TOP + 20 : goal.y; }
    point.x += (goal.x - point.x) * pull; point.y += (goal.y - point.y) * pull;
    drawDot(point, film.dots[n].due >= 0 && now > film.dots[n].due);
  }
  trucks = trucks.filter(truck => truck.age < 1.3);
  for (const truck of trucks) {
    truck.age += seconds;
    drawTruck(laneLeft(nSteps - 1) + laneWidth() * .5 + truck.age * laneWidth() * .8, FLOOR + 24);
  }
  clock.textContent = moment.format(new Date(Date.UTC(...film.start) + now * 60000));
  for (const name in tallies) tallies[name].textContent = number.format(onGrid(film[name]));
  slider.value = now;
  slider.setAttribute("aria-valuetext", clock.textContent);
}
function frame(stamp) {
  if (!isPlaying) return;
  const seconds = last ? Math.min(.1, (stamp - last) / 1000) : 0;
  last = stamp;
  const before = now;
  now = Math.min(film.minutes, now + seconds * MINUTES_A_SECOND * Number(speed.value));
  if (!calm && film.departures.some(minute => minute > before && minute <= now)) trucks.push({ age: 0 });
  draw(calm ? 0 : seconds || .016);
  if (now >= film.minutes) toggle(); else requestAnimationFrame(frame);
}
function toggle() {
  if (!isPlaying && now >= film.minutes) now = 0;
  isPlaying = !isPlaying; last = 0;
  play.textContent = isPlaying ? words.pause : words.play;
  if (isPlaying) requestAnimationFrame(frame);
}
play.addEventListener("click", toggle);
slider.addEventListener("input", () => { now = Number(slider.value); draw(0); });
window.addEventListener("resize", () => { fit(); draw(0); });
slider.max = film.minutes;
fit();
draw(0);
