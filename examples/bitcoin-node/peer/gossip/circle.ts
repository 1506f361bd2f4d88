import { createHmac } from 'node:crypto';
import { formatAddress, type Sighting } from 'rx-connmgr';
import type { Member } from './member.js';
import { understands } from './tell.js';

const day = 86_400_000;
const audience = 2;

/** Those who take part in gossip, and who of them is told of an address. */
export class Circle {
  readonly #secret: Uint8Array;
  readonly #members = new Set<Member>();

  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  add(member: Member): void {
    this.#members.add(member);
  }

  delete(member: Member): void {
    this.#members.delete(member);
  }

  /**
   * Returns the two who are told of an address: for a day the same two for the same address, as far as they stay, whoever
   * told of it and however often; who does not know the secret cannot tell which. The day begins at another time for each.
   *
   * Source: `RelayAddress` of Bitcoin Core.
   */
  audienceOf(address: Sighting, source: Member, now: number): readonly Member[] {
    const name = formatAddress(address);
    const today = Math.floor((now + this.#number(name) * day) / day);
    return [...this.#members]
      .filter((member) => member !== source && understands(member.peer, address))
      .map((member) => ({ member, rank: this.#number(`${name} ${today} ${member.id}`) }))
      .sort((one, other) => one.rank - other.rank)
      .slice(0, audience)
      .map(({ member }) => member);
  }

  /** A number in [0, 1) that nobody else can compute. */
  #number(text: string): number {
    return createHmac('sha256', this.#secret).update(text).digest().readUIntBE(0, 6) / 2 ** 48;
  }
}
