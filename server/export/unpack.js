// Gives what package export packed into scripts: text of UTF-16 (script.go) that holds a file
// of LZMA (package lzma). It is done a piece at a time, so that what runs beside it stays alive.
var unpack = (function () {
  'use strict';
  var unitsFrom = 0x100, surrogates = 0xD800, surrogateCount = 0x800, shortCodes = 65536 - (0xFFFE - unitsFrom - surrogateCount);

  /* Units stand for sixteen bits, the first of them for fifteen. */
  function bytes(text) {
    var out = new Uint8Array(2 * text.length), at = 0, bits = 0, count = 0;
    for (var i = 0; i < text.length; i++) {
      var unit = text.charCodeAt(i), code = unit - unitsFrom - (unit < surrogates ? 0 : surrogateCount);
      if (code < shortCodes) { bits = (bits << 15) | code; count += 15; }
      else { bits = (bits << 16) | (code + shortCodes); count += 16; }
      for (; count >= 8; count -= 8) out[at++] = bits >> (count - 8);
      bits &= (1 << count) - 1;
    }
    return out;
  }

  /* Where the probabilities of the format begin. Those of the decisions are what is decided next, too. */
  var isMatch = 0, isRep = 12, isRepAfter0 = 24, isRepAfter1 = 36, isRepAfter2 = 48, isRep0Long = 60,
    slots = 72, near = 328, align = 443, lengths = 459, repLengths = 733, literals = 1007, all = literals + 8 * 0x300;
  /* What else is decided: whether a length is short, or of middle size; and what a tree of bits tells. */
  var isShort = 1, isMiddle = 2, letter = 0, length = 1, slot = 2, low = 3;

  function reversed(bits, count) {
    for (var out = 0; count > 0; count--, bits >>= 1) out = out << 1 | bits & 1;
    return out;
  }

  /* decoder gives a function that decodes until so many bytes are there. All that it decodes bit by bit
     is in one function, whose numbers stay in registers: that is three times as fast as the same in pieces. */
  function decoder(packed) {
    var head = new DataView(packed.buffer, packed.byteOffset), size = head.getUint32(5, true), out = new Uint8Array(size);
    var p = new Uint16Array(all).fill(1024), kept = new Int32Array([-1, head.getUint32(14), 18, 0, 0, 0, 0, 0, 0]);
    return function (until) {
      var width = kept[0], value = kept[1], at = kept[2], done = kept[3], state = kept[4], rep0 = kept[5], rep1 = kept[6], rep2 = kept[7], rep3 = kept[8];
      var i = state, next = isMatch, zero = 0, bound = 0, bit = 0; // of a decision
      var from = 0, m = 1, limit = 0, goal = 0, like = 0, likely = 0, want = 0; // of a tree
      var base = 0, add = 0, count = 0, n = 0, far = 0;
      until = Math.min(until, size);
      while (done < until) {
        zero = p[i]; bound = Math.imul(width >>> 11, zero);
        if (value >>> 0 < bound >>> 0) { width = bound; p[i] = zero + (2048 - zero >> 5); bit = 0; }
        else { width = width - bound | 0; value = value - bound | 0; p[i] = zero - (zero >> 5); bit = 1; }
        if ((width & 0xFF000000) === 0) { width <<= 8; value = value << 8 | packed[at++]; }
        n = 0; likely = 0; m = 1; goal = length;
        switch (next) {
          case isMatch:
            if (bit) { next = isRep; i = isRep + state; continue; }
            from = literals + 0x300 * ((done ? out[done - 1] : 0) >> 5); limit = 0x100; goal = letter;
            if (state >= 7) { likely = 0x100; like = out[done - rep0 - 1]; }
            break;
          case isRep:
            if (bit) { next = isRepAfter0; i = next + state; continue; }
            rep3 = rep2; rep2 = rep1; rep1 = rep0; state = state < 7 ? 7 : 10; base = i = lengths; next = isShort;
            continue;
          case isRepAfter0:
            next = bit ? isRepAfter1 : isRep0Long; i = next + state;
            continue;
          case isRepAfter1:
            if (bit) { next = isRepAfter2; i = next + state; continue; }
            n = rep1; rep1 = rep0; rep0 = n; state = state < 7 ? 8 : 11; base = i = repLengths; next = isShort;
            continue;
          case isRepAfter2:
            n = rep2; if (bit) { n = rep3; rep3 = rep2; }
            rep2 = rep1; rep1 = rep0; rep0 = n; state = state < 7 ? 8 : 11; base = i = repLengths; next = isShort;
            continue;
          case isRep0Long:
            if (bit) { state = state < 7 ? 8 : 11; base = i = repLengths; next = isShort; continue; }
            state = state < 7 ? 9 : 11; n = 1; limit = 0;
            break;
          case isShort:
            if (bit) { next = isMiddle; i = base + 1; continue; }
            from = base + 2; limit = 8; add = 2;
            break;
          case isMiddle:
            if (bit) { from = base + 18; limit = 256; add = 18; } else { from = base + 10; limit = 8; add = 10; }
        }
        while (limit) {
          do {
            like <<= 1; want = like & likely; i = from + likely + want + m;
            zero = p[i]; bound = Math.imul(width >>> 11, zero);
            if (value >>> 0 < bound >>> 0) { width = bound; p[i] = zero + (2048 - zero >> 5); m <<= 1; likely &= ~want; }
            else { width = width - bound | 0; value = value - bound | 0; p[i] = zero - (zero >> 5); m = m << 1 | 1; likely &= want; }
            if ((width & 0xFF000000) === 0) { width <<= 8; value = value << 8 | packed[at++]; }
          } while (m < limit);
          m -= limit; limit = 0;
          if (goal === letter) {
            out[done++] = m; state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
          } else if (goal === length) {
            n = m + add;
            if (base === lengths) { from = slots + 64 * Math.min(n - 2, 3); limit = 64; goal = slot; }
          } else if (goal === low) {
            rep0 += reversed(m, count);
          } else if (m < 4) {
            rep0 = m;
          } else {
            count = (m >> 1) - 1; rep0 = (2 | m & 1) << count; from = near + rep0 - m - 1;
            if (m >= 14) {
              for (far = 0; count > 4; count--) {
                width >>>= 1; bit = value >>> 0 >= width >>> 0 ? 1 : 0; far = far << 1 | bit;
                if (bit) value = value - width | 0;
                if ((width & 0xFF000000) === 0) { width <<= 8; value = value << 8 | packed[at++]; }
              }
              rep0 += far << 4; from = align;
            }
            limit = 1 << count; goal = low;
          }
          m = 1;
        }
        for (from = done - rep0 - 1; n > 0 && done < size; n--) out[done++] = out[from++];
        next = isMatch; i = state;
      }
      kept.set([width, value, at, done, state, rep0, rep1, rep2, rep3]);
      return done < size ? null : out;
    };
  }

  function pause() {
    return new Promise(function (done) {
      var channel = new MessageChannel();
      channel.port1.onmessage = function () { channel.port1.close(); done(); };
      channel.port2.postMessage(null);
    });
  }

  var piece = 1 << 19;
  return function (text) {
    var decode = decoder(bytes(text));
    function go(until) {
      var out = decode(until);
      return out || pause().then(function () { return go(until + piece); });
    }
    return Promise.resolve().then(function () { return go(piece); });
  };
})();
