export const usage = `Usage: npm start -- [options]

Without options: an embedded network of 60 TCP peers on loopback addresses, DNS
seeds that know them, a script of troubles, and a manager that holds 8 automatic
and 2 permanent connections through all of it and lets others in, drawn live
until Ctrl-C. Where the output is no terminal: one round of it, as lines.

Whom to hold connections to instead; each but --connect goes with the others:
  --seed NAME          peers that this DNS seed tells of; may be repeated
  --addresses FILE     peers named in a file, one host:port a line; blank lines
                       and # comments are skipped
  --book FILE          peers remembered from earlier runs; this one is kept, too
  --connect HOST:PORT  this one and nothing else; may be repeated

How:
  --max-outbound N     how many automatic connections to hold (default 8)
  --add-peer HOST:PORT hold this one as well, for ever; may be repeated
  --port N             the port of the peers that seeds tell of (default 8333)
  --dns SERVER[:PORT]  who resolves seeds, an IP address; may be repeated
                       (default: the system's). One of this machine may tell of
                       this machine: 127.0.0.1:5353
  --proxy HOST:PORT    dial and resolve through Tor at this SOCKS 5 port, and ask
                       no other resolver for anything
  --listen HOST:PORT   let others in here
  --max-peers N        the most connections of all kinds (default: no limit)
  --ban-file FILE      bans, kept from run to run

And:
  --seconds N          stop after so many seconds
  --json               events as JSON lines, the summary as the last of them
                       (npm start --silent -- --json keeps npm's banner out)
  --random-seed N      which embedded peers the troubles befall (default 1)
  --help               this text

Exit status: 0 if the invariants held, 1 if not, 2 for wrong arguments or input.

The summary: "least" is the fewest connections held since the target was first
reached, scripted troubles apart (but not floods: nobody must notice those); null
if it never was. A trouble lasts from its start until its cause is gone and the
targets are held again. Each one that cost a connection is an entry of "heals":
the milliseconds from its start, the time that it lasted included, until the
targets were held again. "refused" are connections that came in and were shed,
"banned" the bans that were made.
`;
