/** So many at once … */
const atOnce = 600;
/** … and then one in so many milliseconds. */
const everyMs = 1_000;

/**
 * What callers may have done who are not who they should be: 600 at once and then one a second, of each key and of all without one. So a
 * flood of them fills no disk.
 */
export function createAllowance(): (key: number | null) => boolean {
  const left = new Map<number | null, { count: number; at: number }>();
  return (key) => {
    const now = performance.now();
    const { count, at } = left.get(key) ?? { count: atOnce, at: now };
    const present = Math.min(atOnce, count + (now - at) / everyMs);
    left.set(key, { count: Math.max(0, present - 1), at: now });
    return present >= 1;
  };
}
