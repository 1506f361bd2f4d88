import fc from 'fast-check';

const onionLetters = Array.from('abcdefghijklmnopqrstuvwxyz234567');

export const port = fc.integer({ min: 1, max: 65_535 });
export const ipv4 = fc.ipV4();
export const name = fc.domain();
export const onion = fc
  .array(fc.constantFrom(...onionLetters), { minLength: 56, maxLength: 56 })
  .map((letters) => `${letters.join('')}.onion`);

/** Eight groups with many zeroes, so that there are runs to shorten, written in any of the ways of RFC 4291. */
export const ipv6 = fc.oneof(
  fc.ipV6(),
  fc
    .tuple(
      fc.array(fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 0xffff })), {
        minLength: 8,
        maxLength: 8,
      }),
      fc.constantFrom(1, 4),
      fc.boolean(),
    )
    .map(([groups, width, upper]) => {
      const text = groups.map((group) => group.toString(16).padStart(width, '0')).join(':');
      return upper ? text.toUpperCase() : text;
    }),
);
