import { helpText, usageOf } from '../help-text.js';
import { method, type Method } from '../method.js';

const categories = ['Control', 'Network'] as const;

const overview = (methods: readonly Method[]): string =>
  categories
    .map((category) => {
      const usages = methods.filter((one) => one.category === category).map(usageOf);
      return `== ${category} ==\n${usages.sort().join('\n')}`;
    })
    .join('\n\n');

/** What can be asked for, and how. */
export const help = method({
  name: 'help',
  category: 'Control',
  about: 'List all commands, or get help for a specified command.',
  parameters: {
    command: { type: 'string', optional: true, about: 'The command to get help on. Default: all commands.' },
  },
  run: ({ command }, { methods }) => {
    if (command === undefined) return overview([...methods.values()]);
    const found = methods.get(command);
    return found ? helpText(found) : `help: unknown command: ${command}\n`;
  },
});
