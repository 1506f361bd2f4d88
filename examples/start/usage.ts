export const usage = `Usage: npm start -- [options]

Without options: an embedded network of 60 TCP peers on loopback addresses, a
script of troubles, and a manager that holds 8 automatic and 2 permanent
connections through all of it, drawn live until Ctrl-C. Where the output is no
terminal: one round of the script, as lines.

  --addresses FILE     hold connections to addresses from a file instead, one
                       host:port a line; blank lines and # comments are skipped
  --max-outbound N     how many automatic connections to hold (default 8)
  --connect HOST:PORT  hold this one and nothing else; may be repeated
  --add-peer HOST:PORT hold this one as well, for ever; may be repeated
  --seconds N          stop after so many seconds
  --json               events as JSON lines, the summary as the last of them
                       (npm start --silent -- --json keeps npm's banner out)
  --seed N             which peers the troubles befall (default 1)
  --help               this text

Exit status: 0 if the invariants held, 1 if not, 2 for wrong arguments or input.

The summary: "least" is the fewest connections held since the target was first
reached, scripted troubles apart; null if it never was. A trouble lasts from its
start until its cause is gone and the targets are held again. Each one that cost
a connection is an entry of "heals": the milliseconds from its start, the time
that it lasted included, until the targets were held again.
`;
