/** How much room there is, in letters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}
