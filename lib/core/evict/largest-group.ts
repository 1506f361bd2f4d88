interface Member {
  readonly group: string;
  readonly since: number;
}

/** Returns the members of the group that has most of them; of groups as large, the one with the youngest member. */
export const largestGroup = <T extends Member>(all: readonly T[]): readonly T[] => {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const members = groups.get(one.group);
    if (members) members.push(one);
    else groups.set(one.group, [one]);
  }
  const youngest = (members: readonly T[]) => members.reduce((latest, { since }) => Math.max(latest, since), -Infinity);
  let largest: readonly T[] = [];
  for (const members of groups.values()) {
    const more = members.length - largest.length;
    if (more > 0 || (more === 0 && youngest(members) > youngest(largest))) largest = members;
  }
  return largest;
};
