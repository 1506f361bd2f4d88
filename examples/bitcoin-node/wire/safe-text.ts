const unsafe = /[^0-9A-Za-z .,;_/:?@()-]/g;

/**
 * Returns what of a text of somebody else may be shown: anything else could be meant for the terminal or the page on which it
 * is. Source: Bitcoin Core, `SanitizeString`.
 */
export const safeText = (text: string): string => text.replace(unsafe, '');
