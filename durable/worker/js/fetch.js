// The global fetch: to the outside, which a world has only where Go answers for it.
import { scope } from './scope.js';
import { fetchBy, outgoing } from './stub.js';

export function fetchOut(input, init) {
  let s;
  try {
    s = scope();
  } catch (e) {
    return Promise.reject(e);
  }
  return fetchBy(s, input, init, (id, h) => host.fetchOut(id, ...outgoing(h)));
}
