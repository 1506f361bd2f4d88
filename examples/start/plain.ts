import { describe } from './describe.js';
import { clock } from './durations.js';
import type { Report } from './report.js';

/** Returns a report as one line of text: `12:04:31 established 127.10.0.3:8333 automatic 12`. */
export const plainLine = (report: Report): string => {
  const { word, subject, detail } = describe(report);
  return [clock(report.at), word, subject, detail].filter((text) => text !== '').join(' ');
};
