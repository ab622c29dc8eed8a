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

// row adds a row of texts and elements to a table.
function row(table, cells) {
  const tr = $(table).tBodies[0].insertRow();
  for (const cell of cells) tr.insertCell().append(cell);
  return tr;
}

function button(text, name, act) {
  const b = document.createElement('button');
  b.textContent = text;
  b.setAttribute('aria-label', `${text} ${name}`);
  b.addEventListener('click', act);
  return b;
}

function empty(table, none, is) {
  $(table).closest('.scroll').hidden = is;
  $(none).hidden = !is;
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
  $('objects').tBodies[0].replaceChildren();
  for (const o of list.objects) {
    const acts = document.createElement('span');
    acts.className = 'acts';
    const running = o.state === 'running';
    acts.append(button('Look', o.object, () => details(`${o.class}/${o.id}`)));
    for (const [text, verb, can] of [['Fire', 'fire', o.alarm], ['Evict', 'evict', running], ['Crash', 'crash', running]]) {
      const b = button(text, o.object, () => act(verb, {object: `${o.class}/${o.id}`}));
      b.disabled = !can;
      acts.append(b);
    }
    row('objects', [o.object, o.state, String(o.incarnation), String(o.in_flight), String(o.sockets), o.alarm || '–', acts]);
  }
  empty('objects', 'no-objects', list.objects.length === 0);
  $('more').hidden = !list.next || limit >= 1000;
}

async function alarms() {
  const list = (await ask('alarms')).alarms;
  $('alarms').tBodies[0].replaceChildren();
  for (const a of list) {
    const tr = row('alarms', [a.object, a.own.durable || 'none', a.manager.scheduled || 'none', a.manager.state || '–',
      a.manager.next || '–', String(a.manager.retries)]);
    tr.classList.toggle('bad', Boolean(a.own.durable) && !a.manager.scheduled);
  }
  empty('alarms', 'no-alarms', list.length === 0);
}

async function faults() {
  const list = await ask('faults');
  $('switch').textContent = list.on ? 'Faults are on' : 'Faults are off';
  $('switch').setAttribute('aria-pressed', String(list.on));
  $('faults').tBodies[0].replaceChildren();
  for (const f of list.faults) {
    row('faults', [f.fault, String(f.passed), String(f.struck), button('Remove', f.fault, () => act('faults', {remove: f.fault}))]);
  }
  empty('faults', 'no-faults', list.faults.length === 0);
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
