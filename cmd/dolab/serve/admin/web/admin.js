// The page of objects, alarms and faults. It shows texts of the server as text, and never parses them as markup.
const prefix = document.body.dataset.prefix;
const $ = (id) => document.getElementById(id);

// ask requests a verb, by POST if there is a body.
async function ask(verb, body, query = '') {
  const post = body && {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(body)};
  const resp = await fetch(`${prefix}/${verb}${query}`, post || {});
  const answer = await resp.json();
  if (!resp.ok) throw new Error(answer.error.field ? `${answer.error.field}: ${answer.error.message}` : answer.error.message);
  return answer;
}

function say(text, bad = false) {
  $('said').textContent = text;
  $('said').className = bad ? 'bad' : '';
}

// fill brings the rows of a table up to date: their texts, and for those with buttons which can be pressed. A row stays as
// long as its key is in the list, so that focus is kept and a click that has begun can end.
function fill(table, list, key, texts, buttons = () => []) {
  const body = $(table).tBodies[0];
  const old = new Map([...body.rows].map((tr) => [tr.dataset.key, tr]));
  const rows = list.map((x, n) => {
    const name = key(x, n);
    const tr = old.get(name) || document.createElement('tr');
    old.delete(name);
    tr.dataset.key = name;
    texts(x).forEach((text, at) => {
      const cell = tr.cells[at] || tr.insertCell();
      if (cell.textContent !== text) cell.textContent = text;
    });
    const wanted = buttons(x);
    if (wanted.length > 0 && !tr.querySelector('.acts')) {
      const acts = document.createElement('span');
      acts.className = 'acts';
      acts.append(...wanted.map(([text, , act]) => button(text, texts(x)[0], act)));
      tr.insertCell().append(acts);
    }
    tr.querySelectorAll('button').forEach((b, at) => { b.disabled = !wanted[at][1]; });
    if (body.rows[n] !== tr) body.insertBefore(tr, body.rows[n] || null);
    return tr;
  });
  for (const tr of old.values()) tr.remove();
  $(table).closest('.scroll').hidden = list.length === 0;
  $(`no-${table}`).hidden = list.length > 0;
  return rows;
}

function button(text, name, act) {
  const b = document.createElement('button');
  b.textContent = text;
  b.setAttribute('aria-label', `${text} ${name}`);
  b.addEventListener('click', act);
  return b;
}

async function act(verb, body) {
  try {
    const done = await ask(verb, body);
    if (done.objects) {
      const refused = done.refused ? `; refused: ${done.refused.join(', ')}` : '';
      say(`${verb}: ${done.objects.length > 5 ? `${done.objects.length} objects` : done.objects.join(', ') || 'no object'}${refused}`);
    }
  } catch (err) {
    say(`${verb}: ${err.message}`, true);
  }
  await refresh();
}

async function details(who) {
  try {
    const query = `?object=${encodeURIComponent(who)}`;
    const [seen, kv, schedules] = await Promise.all([
      ask('object', null, query), ask('kv', null, query), ask('schedules', null, query),
    ]);
    const values = kv.keys.map((k) => `${k.key} = ${k.error || k.value}`).join('\n');
    $('details-title').textContent = who;
    $('details-text').textContent = [
      JSON.stringify(seen, null, 1), values && `Key-value store\n${values}${kv.more ? '\n…' : ''}`,
      schedules.schedules.length && `Schedules\n${schedules.schedules.map((s) => `${s.due}  ${s.table}  ${s.id}`).join('\n')}`,
    ].filter(Boolean).join('\n\n');
    $('details').hidden = false;
    $('details-title').focus();
  } catch (err) {
    say(err.message, true);
  }
}

let limit = 100;

async function objects() {
  const list = await ask('objects', null, `?limit=${limit}`);
  const id = (o) => `${o.class}/${o.id}`;
  fill('objects', list.objects, id,
    (o) => [o.object, o.state, String(o.incarnation), String(o.in_flight), String(o.sockets), o.alarm || '–'],
    (o) => [
      ['Look', true, () => details(id(o))],
      ...[['Fire', 'fire', o.alarm], ['Evict', 'evict', o.state === 'running'], ['Crash', 'crash', o.state === 'running']]
        .map(([text, verb, can]) => [text, can, () => act(verb, {object: id(o)})]),
    ]);
  $('more').hidden = !list.next || limit >= 1000;
}

async function alarms() {
  const list = (await ask('alarms')).alarms;
  const rows = fill('alarms', list, (a) => a.object, (a) => [
    a.object, a.own.durable || 'none', a.manager.scheduled || 'none', a.manager.state || '–', a.manager.next || '–',
    String(a.manager.retries),
  ]);
  rows.forEach((tr, n) => tr.classList.toggle('bad', Boolean(list[n].own.durable) && !list[n].manager.scheduled));
}

async function faults() {
  const list = await ask('faults');
  $('switch').textContent = list.on ? 'Faults are on' : 'Faults are off';
  $('switch').setAttribute('aria-pressed', String(list.on));
  fill('faults', list.faults, (f, n) => `${n} ${f.fault}`, (f) => [f.fault, String(f.passed), String(f.struck)],
    (f) => [['Remove', true, () => act('faults', {remove: f.fault})]]);
}

async function refresh() {
  try {
    await Promise.all([objects(), alarms(), faults()]);
  } catch (err) {
    say(err.message, true);
  }
}

for (const b of document.querySelectorAll('[data-post]')) {
  b.addEventListener('click', () => {
    if (!b.dataset.ask || window.confirm(b.dataset.ask)) act(b.dataset.post, {});
  });
}
$('more').addEventListener('click', () => { limit = 1000; refresh(); });
$('switch').addEventListener('click', () => act('faults', {}));
const add = () => { if ($('add').value) act('faults', {add: $('add').value}).then(() => { $('add').value = ''; }); };
$('adds').addEventListener('click', add);
$('add').addEventListener('keydown', (e) => { if (e.key === 'Enter') add(); });

// New lines of the trace refresh the page, at most once a second.
let due = 0;
new EventSource(`${prefix}/events`).addEventListener('message', () => {
  due ||= setTimeout(() => { due = 0; if (!document.hidden) refresh(); }, 1000);
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
await refresh();
document.documentElement.dataset.ready = 'yes';
