/** Returns `value` with so many significant digits: enough to compare, few enough to read. */
export const roundTo = (digits: number, value: number): number => Number(value.toPrecision(digits));
