import type { Chain, ChainName } from './chain.js';

/**
 * All that there are, by name. The seeds give those peers that offer certain services if they are asked so, as `fromDnsSeeds`
 * does; regtest has none.
 *
 * Source: Bitcoin Core 31, `kernel/chainparams.cpp`.
 */
export const chains: Readonly<Record<ChainName, Chain>> = {
  mainnet: {
    name: 'mainnet',
    magic: Uint8Array.of(0xf9, 0xbe, 0xb4, 0xd9),
    port: 8333,
    seeds: [
      'seed.bitcoin.sipa.be',
      'dnsseed.bluematt.me', // knows nobody but those who offer 9
      'seed.bitcoin.jonasschnelli.ch',
      'seed.btc.petertodd.net',
      'seed.bitcoin.sprovoost.nl',
      'dnsseed.emzy.de',
      'seed.bitcoin.wiz.biz',
      'seed.mainnet.achownodes.xyz',
    ],
  },
  testnet4: {
    name: 'testnet4',
    magic: Uint8Array.of(0x1c, 0x16, 0x3f, 0x28),
    port: 48333,
    seeds: ['seed.testnet4.bitcoin.sprovoost.nl', 'seed.testnet4.wiz.biz'],
  },
  signet: {
    name: 'signet',
    magic: Uint8Array.of(0x0a, 0x03, 0xcf, 0x40),
    port: 38333,
    seeds: ['seed.signet.bitcoin.sprovoost.nl', 'seed.signet.achownodes.xyz'],
  },
  regtest: {
    name: 'regtest',
    magic: Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda),
    port: 18444,
    seeds: [],
  },
};
