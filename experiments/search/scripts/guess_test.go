package scripts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/experiments/search"
	"dolab/experiments/search/scripts"
)

// guessing is a Worker that takes requests in several ways, and arguments of several types.
const guessing = `
import { DurableObject } from 'cloudflare:workers';
interface Env { SHOP: DurableObjectNamespace<Shop> }
type Order = { sku: string; qty: number; express?: boolean };

export class Shop extends DurableObject<Env> {
  place(order: Order, tags: string[], kind: 'gift' | 'own') { return [order, tags, kind]; }
  private tidy() {}
  async fetch(request: Request) {
    const url = new URL(request.url);
    const parts = url.pathname.split('/');
    if (request.method === 'POST' && parts[3] === 'orders') {
      const { sku, qty } = (await request.json()) as Order;
      if (typeof sku !== 'string' || typeof qty !== 'number') return new Response('bad order', { status: 400 });
      return Response.json({ sku, qty });
    }
    if (request.method === 'GET' && parts[3] === 'orders') return Response.json([url.searchParams.get('since')]);
    if (/^\/shops\/[\w-]+\/live$/.test(url.pathname)) {
      const [client, server] = Object.values(new WebSocketPair());
      this.ctx.acceptWebSocket(server);
      return new Response(null, { status: 101, webSocket: client });
    }
    return new Response('not found', { status: 404 });
  }
  webSocketMessage(ws: WebSocket, text: string) {
    const { type, body } = JSON.parse(text);
    if (type === 'say') ws.send(body);
  }
}

export default {
  async fetch(request: Request, env: Env) {
    if (request.headers.get('authorization')?.startsWith('Bearer ') !== true) return new Response('who?', { status: 401 });
    const [, root, name] = new URL(request.url).pathname.split('/');
    if (root !== 'shops' || !name) return new Response('not found', { status: 404 });
    return env.SHOP.getByName(name).fetch(request);
  },
};
`

// TestGuessed: without routes clients make the requests that a Worker answers, with what it reads of them, and call its
// methods with arguments of their types. Methods that are private in TypeScript are not called.
func TestGuessed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "shop.ts"), []byte(guessing), 0o644))
	configure(t, dir, "shop", "shop.ts", []class{{"SHOP", "Shop"}})
	p, err := scripts.Open(dir, scripts.Options{})
	require.NoError(t, err)
	t.Cleanup(p.Close)
	require.Equal(t, []string{
		`WS /shops/{id}/live {"type": "{type}", "body": "{body}"} map[authorization:Bearer {authorization}]`,
		`GET /shops/{id}/orders?since={since}  map[authorization:Bearer {authorization}]`,
		`POST /shops/{id}/orders {"sku": "{sku}", "qty": {qty}} map[authorization:Bearer {authorization}]`,
	}, p.RoutesShown())
	var names []string
	for _, d := range p.Subject().Deeds {
		names = append(names, d.Name)
	}
	require.Equal(t, []string{
		"WS /shops/{id}/live", "GET /shops/{id}/orders?since={since}", "POST /shops/{id}/orders", "Shop.place",
	}, names)
	drawn := map[string]bool{}
	for seed := range uint64(20) {
		for _, o := range p.Subject().Scenario("", nil, seed).Operations {
			if o.Do == "Shop.place" {
				drawn[search.Field[string]{Name: "args"}.Of(o)] = true
			}
		}
	}
	require.Equal(t, map[string]bool{
		`[{"express":false,"qty":1,"sku":"a"},["a"],"gift"]`: true,
		`[{"express":true,"qty":2,"sku":"b"},["b"],"own"]`:   true,
		`[{"express":true,"qty":10,"sku":"c"},["c"],"gift"]`: true,
	}, drawn)
}

// library has a base class whose methods code calls, and that calls methods that replace its own.
const library = `import { DurableObject } from 'cloudflare:workers';
export class Base extends DurableObject {
  onStart() {}
  onMessage(text) { return this.onStart(); }
  schedule(at) { return at; }
  rename(name) { return name; }
}`

const surfacing = `import { DurableObject } from 'cloudflare:workers';
import { Base } from 'library';
abstract class Room extends Base {
  abstract members(): Promise<string[]>;
  close(): void {}
}
export class Chat extends Room {
  onStart() {}
  close(): void { super.close(); }
  async join(userId: string) { this.check(userId); this.env.USERS.get(this.env.USERS.idFromString(userId)); }
  check(userId: string) { this._note(userId); }
  _note(text: string) {}
  async members() { return this.shared(); }
  async shared() { return []; }
}
export class Users extends DurableObject {
  async rename(name: string) { return this.normal(name); }
  async normal(name: string) { return name.trim(); }
}
export default {
  async fetch(q, env) {
    const chat = env.CHAT.getByName('a');
    await chat.rename('b');
    return Response.json(await chat.shared<string>());
  },
};`

// TestSurface: clients call what the Worker's files define for others and what they call on stubs. They do not call
// helpers, nor what a library calls itself. What is read as an ID is one.
func TestSurface(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "node_modules/library"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "node_modules/library/index.js"), []byte(library), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "chat.ts"), []byte(surfacing), 0o644))
	configure(t, dir, "chat", "chat.ts", []class{{"CHAT", "Chat"}, {"USERS", "Users"}})
	p, err := scripts.Open(dir, scripts.Options{})
	require.NoError(t, err)
	t.Cleanup(p.Close)
	var names, drawn []string
	for _, d := range p.Subject().Deeds {
		names = append(names, d.Name)
		if d.Name == "Chat.join" {
			drawn = d.Fields[1].(search.Field[string]).Draw
		}
	}
	require.Equal(t, []string{
		"Chat.close", "Chat.join", "Chat.members", "Chat.shared", "Chat.rename", "Users.rename",
	}, names)
	id := func(name string) string { return durable.IDsOf("chat-Users").FromName(name).String() }
	require.Equal(t, []string{`["` + id("a") + `"]`, `["` + id("b") + `"]`, `["` + id("a") + `"]`}, drawn)
}

// TestHibernates: without any set-up a hunt finds what the chat room's broken environment forgets while it hibernates,
// and names the line. In the other environment it finds nothing.
func TestHibernates(t *testing.T) {
	t.Parallel()
	const dir = "../../examples/chat-ts"
	broken, err := scripts.Open(dir, scripts.Options{Env: "broken"})
	require.NoError(t, err)
	t.Cleanup(broken.Close)
	bag, err := search.Hunt(search.Quarry{Scenario: broken.Subject().Of(""), First: 1, Seeds: 20})
	require.NoError(t, err)
	require.NotEmpty(t, bag.Groups)
	require.Equal(t, "memory: a message changes because the object hibernates", bag.Groups[0].Signature)
	out, err := broken.Subject().Scenario("", nil, bag.Groups[0].First).Run(search.Options{Explain: true})
	require.NoError(t, err)
	require.Contains(t, strings.Join(out.Explained, "\n"), "src/room.ts:30: Room/")

	p, err := scripts.Open(dir, scripts.Options{})
	require.NoError(t, err)
	t.Cleanup(p.Close)
	search.Demand(t, search.Quarry{Scenario: p.Subject().Of(""), First: 1, Seeds: 100})
}

const optional = `import { DurableObject } from 'cloudflare:workers';
export class Poll extends DurableObject {}
export default {
  async fetch(request: Request) {
    const match = new URL(request.url).pathname.match(/^\/polls\/(\w+)(?:\/(votes|live))?$/);
    if (!match) return new Response('not found', { status: 404 });
    return Response.json({ action: match[2] ?? 'all' });
  },
};`

// TestOptionalParts: a regular expression with an optional part has the paths with it, each of its words, and without it.
func TestOptionalParts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "poll.ts"), []byte(optional), 0o644))
	configure(t, dir, "poll", "poll.ts", []class{{"POLL", "Poll"}})
	p, err := scripts.Open(dir, scripts.Options{})
	require.NoError(t, err)
	t.Cleanup(p.Close)
	require.Equal(t, []string{
		"GET /polls/{id}/votes  map[]", "GET /polls/{id}/live  map[]", "GET /polls/{id}  map[]",
	}, p.RoutesShown())
}
