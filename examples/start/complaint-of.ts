/** Returns the message of an error, to stand behind a colon, with nothing in it that a terminal would obey. */
export const complaintOf = (err: unknown): string => {
  const message = err instanceof Error ? err.message : String(err);
  return (message.charAt(0).toLowerCase() + message.slice(1)).replace(/\p{Cc}/gu, '?');
};
