import type { Method, Parameter } from './method.js';

const written = (name: string, { type }: Parameter): string => (type === 'string' ? `"${name}"` : name);

/** Returns how a method is called, in one line: `setban "subnet" "command" ( bantime absolute )`. */
export const usageOf = ({ name, parameters }: Method): string => {
  const all = Object.entries(parameters);
  const required = all.filter(([, { optional }]) => !optional).map(([one, parameter]) => written(one, parameter));
  const optional = all.filter(([, parameter]) => parameter.optional).map(([one, parameter]) => written(one, parameter));
  return [name, ...required, ...(optional.length > 0 ? ['(', ...optional, ')'] : [])].join(' ');
};

/** Returns all that is to be said of a method: how it is called, what it does, and each of its parameters. */
export const helpText = (method: Method): string => {
  const parameters = Object.entries(method.parameters).map(
    ([name, { type, optional, about }], at) =>
      `${at + 1}. ${name} (${type}, ${optional ? 'optional' : 'required'}) ${about}\n`,
  );
  const list = parameters.length > 0 ? `\nArguments:\n${parameters.join('')}` : '';
  return `${usageOf(method)}\n\n${method.about}\n${list}`;
};
