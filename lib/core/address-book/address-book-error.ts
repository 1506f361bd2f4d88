/** What went wrong with an address book: its feed, reading what was saved, or saving; or what was saved is of no use. */
export type AddressBookErrorCode = 'feed' | 'load' | 'save' | 'unreadable';

/**
 * What is wrong with an address book, while it goes on: told by its `run$`, and by a manager as an event of the health.
 * `cause` holds what was thrown below.
 */
export class AddressBookError extends Error {
  override readonly name = 'AddressBookError';
  readonly code: AddressBookErrorCode;

  constructor(code: AddressBookErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
  }
}
