import { asyncScheduler } from 'rxjs';
import { method } from '../method.js';

/** There is no limit of uploads. */
const uploadTarget = {
  timeframe: 86_400,
  target: 0,
  target_reached: false,
  serve_historical_blocks: true,
  bytes_left_in_cycle: 0,
  time_left_in_cycle: 0,
};

/** Bytes of all connections that there were. */
export const getnettotals = method({
  name: 'getnettotals',
  category: 'Network',
  about: 'Returns information about network traffic, including bytes in, bytes out, and current system time.',
  parameters: {},
  run: (_, { totals }) => {
    const { bytesReceived, bytesSent } = totals();
    return {
      totalbytesrecv: bytesReceived,
      totalbytessent: bytesSent,
      timemillis: asyncScheduler.now(),
      uploadtarget: uploadTarget,
    };
  },
});
