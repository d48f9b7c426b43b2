/**
 * Tiles of matrix products: panels in, sums out. The TypeScript face (`../certified-product.ts`) states the error analysis, `../product-tiles.ts` lays the panels out.
 *
 * Layout. A panel of the left operand holds 4 rows: for each k its 4 values; a panel of the right operand holds 2 columns (certified
 * kernels) or 4 columns (plain kernel): for each k its values. A tile of sums holds, for each pair of panels, the vectors of its rows.
 */

/** Bytes of one vector of two float64. */
const vectorBytes: usize = 16;

/**
 * Anchored accumulation of exact products (factors of at most 24 + 29 significant bits together):
 * s' = fl(s + p), e = p - (s' - s) exactly (FastTwoSum, |s| ≥ |p|), l' = fl(l + e).
 *
 * Sums of a pair of panels: 4 vectors s, then 4 vectors l.
 */
export function accumulateExactProducts(left: usize, right: usize, sums: usize, leftPanels: i32, rightPanels: i32, depth: i32): void {
  const leftBytes = <usize>depth * 32;
  const rightBytes = <usize>depth * 16;
  for (let q = 0; q < rightPanels; q++) {
    for (let p = 0; p < leftPanels; p++) {
      let a = left + <usize>p * leftBytes;
      let b = right + <usize>q * rightBytes;
      let s0 = v128.load(sums, 0), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
      let l0 = v128.load(sums, 64), l1 = v128.load(sums, 80), l2 = v128.load(sums, 96), l3 = v128.load(sums, 112);
      const end = b + rightBytes;
      while (b < end) {
        const y = v128.load(b);
        let x = f64x2.mul(v128.load64_splat(a, 0), y);
        let t = f64x2.add(s0, x);
        l0 = f64x2.add(l0, f64x2.sub(x, f64x2.sub(t, s0)));
        s0 = t;
        x = f64x2.mul(v128.load64_splat(a, 8), y);
        t = f64x2.add(s1, x);
        l1 = f64x2.add(l1, f64x2.sub(x, f64x2.sub(t, s1)));
        s1 = t;
        x = f64x2.mul(v128.load64_splat(a, 16), y);
        t = f64x2.add(s2, x);
        l2 = f64x2.add(l2, f64x2.sub(x, f64x2.sub(t, s2)));
        s2 = t;
        x = f64x2.mul(v128.load64_splat(a, 24), y);
        t = f64x2.add(s3, x);
        l3 = f64x2.add(l3, f64x2.sub(x, f64x2.sub(t, s3)));
        s3 = t;
        a += 32;
        b += 16;
      }
      v128.store(sums, s0, 0); v128.store(sums, s1, 16); v128.store(sums, s2, 32); v128.store(sums, s3, 48);
      v128.store(sums, l0, 64); v128.store(sums, l1, 80); v128.store(sums, l2, 96); v128.store(sums, l3, 112);
      sums += 8 * vectorBytes;
    }
  }
}

/**
 * Anchored accumulation of Dekker's products: p = fl(xy), d = xy - p exactly, s and e as above, l' = fl(l + fl(d + e)).
 *
 * The left panel holds, for each k, 4 values, their 4 heads and their 4 tails; the right panel 2 values, heads and tails.
 */
export function accumulateSplitProducts(left: usize, right: usize, sums: usize, leftPanels: i32, rightPanels: i32, depth: i32): void {
  const leftBytes = <usize>depth * 96;
  const rightBytes = <usize>depth * 48;
  for (let q = 0; q < rightPanels; q++) {
    for (let p = 0; p < leftPanels; p++) {
      for (let half: usize = 0; half < 2; half++) {
        let a = left + <usize>p * leftBytes + half * 16;
        let b = right + <usize>q * rightBytes;
        let s0 = v128.load(sums, 0), s1 = v128.load(sums, 16);
        let l0 = v128.load(sums, 64), l1 = v128.load(sums, 80);
        const end = b + rightBytes;
        while (b < end) {
          const y = v128.load(b, 0);
          const h = v128.load(b, 16);
          const g = v128.load(b, 32);
          {
            const xh = v128.load64_splat(a, 32);
            const xg = v128.load64_splat(a, 64);
            const x = f64x2.mul(v128.load64_splat(a, 0), y);
            const t = f64x2.add(s0, x);
            const d = f64x2.sub(f64x2.mul(xg, g), f64x2.sub(f64x2.sub(f64x2.sub(x, f64x2.mul(xh, h)), f64x2.mul(xg, h)), f64x2.mul(xh, g)));
            l0 = f64x2.add(l0, f64x2.add(d, f64x2.sub(x, f64x2.sub(t, s0))));
            s0 = t;
          }
          {
            const xh = v128.load64_splat(a, 40);
            const xg = v128.load64_splat(a, 72);
            const x = f64x2.mul(v128.load64_splat(a, 8), y);
            const t = f64x2.add(s1, x);
            const d = f64x2.sub(f64x2.mul(xg, g), f64x2.sub(f64x2.sub(f64x2.sub(x, f64x2.mul(xh, h)), f64x2.mul(xg, h)), f64x2.mul(xh, g)));
            l1 = f64x2.add(l1, f64x2.add(d, f64x2.sub(x, f64x2.sub(t, s1))));
            s1 = t;
          }
          a += 96;
          b += 48;
        }
        v128.store(sums, s0, 0); v128.store(sums, s1, 16);
        v128.store(sums, l0, 64); v128.store(sums, l1, 80);
        sums += 2 * vectorBytes;
      }
      sums += 4 * vectorBytes;
    }
  }
}

/** Plain float64 accumulation in the order of k: the bits of the loop s = s + x·y. Sums of a pair of panels: 4 rows of 2 vectors. */
export function accumulatePlain(left: usize, right: usize, sums: usize, leftPanels: i32, rightPanels: i32, depth: i32): void {
  const panelBytes = <usize>depth * 32;
  for (let q = 0; q < rightPanels; q++) {
    for (let p = 0; p < leftPanels; p++) {
      let a = left + <usize>p * panelBytes;
      let b = right + <usize>q * panelBytes;
      let s0 = v128.load(sums, 0), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
      let t0 = v128.load(sums, 64), t1 = v128.load(sums, 80), t2 = v128.load(sums, 96), t3 = v128.load(sums, 112);
      const end = b + panelBytes;
      while (b < end) {
        const y = v128.load(b, 0);
        const z = v128.load(b, 16);
        let x = v128.load64_splat(a, 0);
        s0 = f64x2.add(s0, f64x2.mul(x, y));
        t0 = f64x2.add(t0, f64x2.mul(x, z));
        x = v128.load64_splat(a, 8);
        s1 = f64x2.add(s1, f64x2.mul(x, y));
        t1 = f64x2.add(t1, f64x2.mul(x, z));
        x = v128.load64_splat(a, 16);
        s2 = f64x2.add(s2, f64x2.mul(x, y));
        t2 = f64x2.add(t2, f64x2.mul(x, z));
        x = v128.load64_splat(a, 24);
        s3 = f64x2.add(s3, f64x2.mul(x, y));
        t3 = f64x2.add(t3, f64x2.mul(x, z));
        a += 32;
        b += 32;
      }
      v128.store(sums, s0, 0); v128.store(sums, s1, 16); v128.store(sums, s2, 32); v128.store(sums, s3, 48);
      v128.store(sums, t0, 64); v128.store(sums, t1, 80); v128.store(sums, t2, 96); v128.store(sums, t3, 112);
      sums += 8 * vectorBytes;
    }
  }
}
