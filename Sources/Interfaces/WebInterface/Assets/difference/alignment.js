// Which lines of two texts are the same: unique lines first, then the shortest edit between them.

/** Pairs `[leftIndex, rightIndex]` of equal lines, ascending on both sides. */
export function align(left, right) {
  const pairs = [];
  alignRange(left, 0, left.length, right, 0, right.length, pairs);
  return pairs;
}

function alignRange(left, leftStart, leftEnd, right, rightStart, rightEnd, pairs) {
  while (leftStart < leftEnd && rightStart < rightEnd && left[leftStart] === right[rightStart]) {
    pairs.push([leftStart, rightStart]);
    leftStart += 1;
    rightStart += 1;
  }
  const tail = [];
  while (
    leftEnd > leftStart &&
    rightEnd > rightStart &&
    left[leftEnd - 1] === right[rightEnd - 1]
  ) {
    leftEnd -= 1;
    rightEnd -= 1;
    tail.push([leftEnd, rightEnd]);
  }
  if (leftStart < leftEnd && rightStart < rightEnd)
    alignMiddle(left, leftStart, leftEnd, right, rightStart, rightEnd, pairs);
  for (let index = tail.length - 1; index >= 0; index -= 1) pairs.push(tail[index]);
}

function alignMiddle(left, leftStart, leftEnd, right, rightStart, rightEnd, pairs) {
  const anchors = uniquePairs(left, leftStart, leftEnd, right, rightStart, rightEnd);
  if (anchors.length === 0) {
    for (const pair of shortestEdit(left, leftStart, leftEnd, right, rightStart, rightEnd))
      pairs.push(pair);
    return;
  }
  let [leftAt, rightAt] = [leftStart, rightStart];
  for (const [leftAnchor, rightAnchor] of anchors) {
    alignRange(left, leftAt, leftAnchor, right, rightAt, rightAnchor, pairs);
    pairs.push([leftAnchor, rightAnchor]);
    [leftAt, rightAt] = [leftAnchor + 1, rightAnchor + 1];
  }
  alignRange(left, leftAt, leftEnd, right, rightAt, rightEnd, pairs);
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

const workMax = 2_000_000;

/** Myers' greedy algorithm; what would take too long counts as replaced. */
function shortestEdit(left, leftStart, leftEnd, right, rightStart, rightEnd) {
  const n = leftEnd - leftStart;
  const m = rightEnd - rightStart;
  const most = Math.min(n + m, Math.max(64, Math.floor(Math.sqrt(workMax))));
  const offset = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  const trail = [];
  for (let depth = 0; depth <= most; depth += 1) {
    trail.push(furthest.slice(offset - depth - 1, offset + depth + 2));
    for (let k = -depth; k <= depth; k += 2) {
      const down =
        k === -depth || (k !== depth && furthest[offset + k - 1] < furthest[offset + k + 1]);
      let x = down ? furthest[offset + k + 1] : furthest[offset + k - 1] + 1;
      while (x < n && x - k < m && x - k >= 0 && left[leftStart + x] === right[rightStart + x - k])
        x += 1;
      furthest[offset + k] = x;
      if (x >= n && x - k >= m) return traceBack(trail, depth, n, m, leftStart, rightStart);
    }
  }
  return [];
}

function traceBack(trail, depth, n, m, leftStart, rightStart) {
  const pairs = [];
  let [x, y] = [n, m];
  for (let d = depth; d >= 0; d -= 1) {
    const row = trail[d];
    const at = (k) => row[k + d + 1];
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const previousX = d === 0 ? 0 : down ? at(k + 1) : at(k - 1);
    const startX = d === 0 ? 0 : down ? previousX : previousX + 1;
    while (x > startX) {
      x -= 1;
      y -= 1;
      pairs.push([leftStart + x, rightStart + y]);
    }
    if (d > 0) {
      x = previousX;
      y = previousX - (down ? k + 1 : k - 1);
    }
  }
  return pairs.reverse();
}
