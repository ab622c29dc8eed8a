// A module that is evaluated before the Worker when dolab looks for its routes. It tells, by requests to a host that only
// the search for routes answers, which fields of a request the Worker asks for and does not find.
const send = fetch;
const tell = (what, name) => send('https://dolab.probe/' + what + '/' + encodeURIComponent(name)).then(() => {}, () => {});
const plain = 'x-dolab-plain';

const get = Headers.prototype.get;
const has = Headers.prototype.has;
const missed = (what, method) => function (name) {
  const found = method.call(this, name);
  if (found === null || found === undefined || found === false) tell(what, String(name));
  return found;
};
Headers.prototype.get = missed('header', get);
Headers.prototype.has = missed('header', has);
URLSearchParams.prototype.get = missed('query', URLSearchParams.prototype.get);
URLSearchParams.prototype.has = missed('query', URLSearchParams.prototype.has);
FormData.prototype.get = missed('form', FormData.prototype.get);

const watched = (value) => new Proxy(value, {
  get(target, name) {
    if (typeof name === 'string' && !(name in target) && name !== 'then' && name !== 'toJSON') tell('field', name);
    return target[name];
  },
  has(target, name) {
    if (typeof name === 'string' && !(name in target)) tell('field', name);
    return name in target;
  },
});

const text = Request.prototype.text;
const texts = new Set();
Request.prototype.text = async function () {
  await tell('body', 'text');
  const got = await text.call(this);
  if (got !== '' && get.call(this.headers, plain) === null) texts.add(got);
  return got;
};
const { parse } = JSON;
JSON.parse = (source, ...rest) => {
  const value = parse(source, ...rest);
  const body = typeof source === 'string' && texts.has(source) && typeof value === 'object' && value !== null;
  return body && !Array.isArray(value) ? watched(value) : value;
};
Request.prototype.json = async function () {
  await tell('body', 'json');
  const value = parse(await text.call(this));
  const bare = get.call(this.headers, plain) !== null;
  return bare || typeof value !== 'object' || value === null || Array.isArray(value) ? value : watched(value);
};
const formData = Request.prototype.formData;
Request.prototype.formData = async function () {
  await tell('body', 'form');
  return formData.call(this);
};
