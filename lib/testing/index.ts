export { marbles } from './marbles.js';
