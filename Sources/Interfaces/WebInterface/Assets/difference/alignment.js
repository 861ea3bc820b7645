// Which lines of two texts are the same: a short edit if there is one, else unique lines first.

/** Runs `[leftStart, rightStart, count]` of equal lines, ascending on both sides. */
export function align(left, right) {
  const runs = [];
  alignRange(left, 0, left.length, right, 0, right.length, runs);
  return runs;
}

/** Adds a run; one that goes on where the last ended lengthens it. */
function add(runs, leftStart, rightStart, count) {
  if (count === 0) return;
  const last = runs[runs.length - 1];
  if (last && last[0] + last[2] === leftStart && last[1] + last[2] === rightStart) last[2] += count;
  else runs.push([leftStart, rightStart, count]);
}

function alignRange(left, leftStart, leftEnd, right, rightStart, rightEnd, runs) {
  const most = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  let head = 0;
  while (head < most && left[leftStart + head] === right[rightStart + head]) head += 1;
  add(runs, leftStart, rightStart, head);
  let tail = 0;
  while (tail < most - head && left[leftEnd - 1 - tail] === right[rightEnd - 1 - tail]) tail += 1;
  const [leftFrom, leftTo] = [leftStart + head, leftEnd - tail];
  const [rightFrom, rightTo] = [rightStart + head, rightEnd - tail];
  if (leftFrom < leftTo && rightFrom < rightTo)
    alignMiddle(left, leftFrom, leftTo, right, rightFrom, rightTo, runs);
  add(runs, leftTo, rightTo, tail);
}

const shortDepth = 64;
const longDepth = 1400;

function alignMiddle(left, leftStart, leftEnd, right, rightStart, rightEnd, runs) {
  const range = [left, leftStart, leftEnd, right, rightStart, rightEnd];
  if (shortestEdit(...range, shortDepth, runs)) return;
  const anchors = uniquePairs(...range);
  if (anchors.length === 0) {
    shortestEdit(...range, longDepth, runs);
    return;
  }
  let [leftAt, rightAt] = [leftStart, rightStart];
  for (const [leftAnchor, rightAnchor] of anchors) {
    alignRange(left, leftAt, leftAnchor, right, rightAt, rightAnchor, runs);
    add(runs, leftAnchor, rightAnchor, 1);
    [leftAt, rightAt] = [leftAnchor + 1, rightAnchor + 1];
  }
  alignRange(left, leftAt, leftEnd, right, rightAt, rightEnd, runs);
}

/** Lines that occur once on both sides, in the longest order they share. */
function uniquePairs(left, leftStart, leftEnd, right, rightStart, rightEnd) {
  const seen = new Map();
  for (let index = leftStart; index < leftEnd; index += 1) {
    const entry = seen.get(left[index]);
    if (entry) entry.left += 1;
    else seen.set(left[index], { left: 1, leftAt: index, right: 0, rightAt: 0 });
  }
  for (let index = rightStart; index < rightEnd; index += 1) {
    const entry = seen.get(right[index]);
    if (entry) {
      entry.right += 1;
      entry.rightAt = index;
    }
  }
  const candidates = [];
  for (const entry of seen.values())
    if (entry.left === 1 && entry.right === 1) candidates.push([entry.leftAt, entry.rightAt]);
  return longestIncreasing(candidates.sort((a, b) => a[0] - b[0]));
}

function longestIncreasing(pairs) {
  const ends = [];
  const before = new Array(pairs.length);
  for (const [index, pair] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]][1] < pair[1]) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? ends[low - 1] : -1;
    ends[low] = index;
  }
  const result = [];
  for (let at = ends.length ? ends[ends.length - 1] : -1; at >= 0; at = before[at])
    result.push(pairs[at]);
  return result.reverse();
}

/** Myers' greedy algorithm; answers false, and adds nothing, where more edits would be needed. */
function shortestEdit(left, leftStart, leftEnd, right, rightStart, rightEnd, depthMax, runs) {
  const n = leftEnd - leftStart;
  const m = rightEnd - rightStart;
  const most = Math.min(n + m, depthMax);
  const offset = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  const trail = [];
  let work = 8 * (n + m) + depthMax * depthMax;
  for (let depth = 0; depth <= most; depth += 1) {
    trail.push(furthest.slice(offset - depth - 1, offset + depth + 2));
    for (let k = -depth; k <= depth; k += 2) {
      const down =
        k === -depth || (k !== depth && furthest[offset + k - 1] < furthest[offset + k + 1]);
      const start = down ? furthest[offset + k + 1] : furthest[offset + k - 1] + 1;
      let x = start;
      while (x < n && x - k < m && x - k >= 0 && left[leftStart + x] === right[rightStart + x - k])
        x += 1;
      furthest[offset + k] = x;
      work -= x - start;
      if (x >= n && x - k >= m) {
        for (const [from, to, count] of traceBack(trail, depth, n, m))
          add(runs, leftStart + from, rightStart + to, count);
        return true;
      }
    }
    if (work < 0) return false;
  }
  return false;
}

function traceBack(trail, depth, n, m) {
  const runs = [];
  let [x, y] = [n, m];
  for (let d = depth; d >= 0; d -= 1) {
    const row = trail[d];
    const at = (k) => row[k + d + 1];
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const previousX = d === 0 ? 0 : down ? at(k + 1) : at(k - 1);
    const startX = d === 0 ? 0 : down ? previousX : previousX + 1;
    if (x > startX) runs.push([startX, startX - k, x - startX]);
    x = previousX;
    y = d === 0 ? 0 : previousX - (down ? k + 1 : k - 1);
  }
  return runs.reverse();
}
