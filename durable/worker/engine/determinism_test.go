package engine_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

func TestDate(t *testing.T) {
	m := start(t, engine.Options{})
	m.Set(engine.Entry{Now: 1785369600123.9})
	require.Equal(t, "1785369600123 1785369600123 Thu Jul 30 2026 00:00:00 GMT+0000 (Coordinated Universal Time)|"+
		"0 2020-01-01T00:00:00.000Z 2020-02-01T00:00:00.000Z 7 true true|"+
		"Thu Jul 30 2026 00:00:00 GMT+0000 (Coordinated Universal Time)|Date now 0 2 true 3|00:00:00 GMT+0000 (Coordinated Universal Time)|"+
		"Invalid Date", m.eval(`
		host.log(Date.now(), new Date().getTime(), Date())
		host.log(new Date().getTimezoneOffset(), new Date("2020-01-01T00:00").toISOString(), new Date(2020, 1).toISOString(), Date.length,
			new Date() instanceof Date, new Date().constructor === Date)
		host.log(new Date())
		class D extends Date { x() { return 3 } }
		host.log(Date.name, Date.now.name, new D(0).getTime(), Date.UTC.length - 5, new D() instanceof D, new D().x())
		host.log(new Date().toTimeString())
		host.log(new Date(NaN))`))
}

func TestSeed(t *testing.T) {
	m := start(t, engine.Options{})
	draw := func(seed uint64) string {
		m.Seed(seed)
		return m.eval(`host.log(Math.random(), Math.random())`)
	}
	require.Equal(t, draw(1), draw(1))
	require.NotEqual(t, draw(1), draw(2))
	other := start(t, engine.Options{})
	other.Seed(1)
	require.Equal(t, draw(1), other.eval(`host.log(Math.random(), Math.random())`))
}

// The time zone and the locale of the machine do not show.
func TestTimeZone(t *testing.T) {
	if os.Getenv("ENGINE_TEST_CHILD") == "" {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestTimeZone$|^TestDate$|^TestSeed$")
		cmd.Env = append(os.Environ(), "ENGINE_TEST_CHILD=1", "TZ=Asia/Kolkata", "LC_ALL=de_DE.UTF-8", "LANG=de_DE.UTF-8")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		return
	}
	m := start(t, engine.Options{})
	require.Equal(t, "0|2020-06-01T12:00:00.000Z|0.5|Mon Jun 01 2020", m.eval(`
		host.log(new Date(2020, 5).getTimezoneOffset()); host.log(new Date("2020-06-01T12:00").toISOString())
		host.log(0.5); host.log(new Date(2020, 5).toDateString())`))
}

func TestFromAsync(t *testing.T) {
	m := start(t, engine.Options{})
	require.Equal(t, "1,2,3|2,4|a,b|TypeError|fromAsync 1 undefined|true", m.eval(`
		host.log(await Array.fromAsync((async function* () { yield 1; yield 2; yield Promise.resolve(3) })()))
		host.log(await Array.fromAsync([Promise.resolve(1), 2], async x => x * 2))
		host.log(await Array.fromAsync({ length: 2, 0: "a", 1: Promise.resolve("b") }))
		await Array.fromAsync(null).catch(e => host.log(e.name))
		host.log(Array.fromAsync.name, Array.fromAsync.length, typeof Atomics.waitAsync)
		host.log(/native code/.test(Array.fromAsync.toString()))`))
}

// Iterator helpers can be left early, whether or not what they iterate has a method return.
func TestIteratorHelpers(t *testing.T) {
	m := start(t, engine.Options{})
	require.Equal(t, "1|2|2,2|3|1,1,2|true|closed 4|closed 1,1,undefined|inner outer|TypeError|map 1|undefined", m.eval(`
		for (const x of [1, 2].values().map(x => x)) { host.log(x); break }
		for (const x of new Set([1, 2]).values().drop(1)) { host.log(x); break }
		host.log([1, 2, 3].values().filter(x => x > 1).map(x => 2).take(2).toArray())
		const [third] = [1, 2, 3].values().drop(1).drop(1); host.log(third)
		host.log([1, 2].values().flatMap(x => [x, x]).take(3).toArray())
		host.log([1, 2].values().map(x => x).some(x => x === 1))
		let log = []
		const source = end => ({ __proto__: Iterator.prototype, n: 0, next() { return { value: ++this.n, done: false } }, return() { log.push(end); return {} } })
		for (const x of source("closed").map(x => x * 2)) if (x === 4) { log.push(x); break }
		host.log(log.reverse().join(" ")); log = []
		const helper = source("closed").take(2)
		log.push(helper.next().value, helper.return().value); log.splice(1, 1, log[1])
		host.log(log[1] === "closed" ? "" : "closed " + [log[0] === "closed" ? 1 : log[0], 1, String(helper.next().value)])
		log = []
		for (const x of source("outer").flatMap(() => source("inner"))) break
		host.log(log.join(" "))
		try { [1].values().map(1) } catch (e) { host.log(e.name) }
		host.log(Iterator.prototype.map.name, Iterator.prototype.map.length); host.log([].values().return)`))
}
