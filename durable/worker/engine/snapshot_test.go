package engine_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

const counter = `let n = 0; const list = []
	host.enter = async x => { n++; list.push({ n, x, r: Math.random() }); await null; host.log(JSON.stringify(list), Date.now()) }`

func TestRestore(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(counter))
	m.Seed(7)
	m.Set(engine.Entry{Now: 1000.75})
	step := func(x string) string {
		m.log = nil
		require.NoError(t, m.Enter(engine.String(x)))
		_, err := m.Drain()
		require.NoError(t, err)
		return m.log[0]
	}
	step("first")
	s, err := m.Snapshot()
	require.NoError(t, err)
	a, b := step("a"), step("b")
	require.Contains(t, a, " 1000")
	for range 3 {
		require.NoError(t, m.Enter(engine.String("pending")))
		m.Set(engine.Entry{Now: 5000})
		require.NoError(t, m.Restore(s))
		require.Equal(t, a, step("a"))
		require.Equal(t, b, step("b"))
	}
	other := start(t, engine.Options{})
	require.Error(t, other.Restore(s))
}

func TestSnapshotKeepsJobsAndRejections(t *testing.T) {
	m := start(t, engine.Options{})
	require.NoError(t, m.prelude(`host.enter = () => {
		Promise.resolve().then(() => host.log("job")); Promise.reject(new Error("lost")) }`))
	require.NoError(t, m.Enter())
	s, err := m.Snapshot()
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, m.Restore(s))
		m.log = nil
		_, err = m.Drain()
		require.NoError(t, err)
		require.Equal(t, []string{"job"}, m.log)
		r := m.Rejections()
		require.Len(t, r, 1)
		require.Equal(t, "Error: lost", r[0].Error())
		require.Empty(t, m.Rejections())
	}
}

// Two VMs on two goroutines do not disturb each other.
func TestTwoVMs(t *testing.T) {
	run := func(m *machine, seed uint64) string {
		m.Seed(seed)
		var out string
		for i := range 200 {
			out += m.eval(fmt.Sprintf(`let s = 0; for (let i = 0; i < 1000; i++) s += Math.random(); host.log(s, %d)`, i))
		}
		return out
	}
	var want, got [2]string
	var wait sync.WaitGroup
	for i := range want {
		want[i] = run(start(t, engine.Options{}), uint64(i))
	}
	for i := range got {
		m := start(t, engine.Options{})
		wait.Add(1)
		go func() {
			defer wait.Done()
			got[i] = run(m, uint64(i))
		}()
	}
	wait.Wait()
	require.Equal(t, want, got)
	require.NotEqual(t, got[0], got[1])
}

func TestClosed(t *testing.T) {
	vm, err := engine.New(engine.Options{})
	require.NoError(t, err)
	s, err := vm.Snapshot()
	require.NoError(t, err)
	vm.Close()
	vm.Close()
	require.Error(t, vm.Enter())
	require.Error(t, vm.Restore(s))
	_, err = vm.Drain()
	require.Error(t, err)
	_, err = vm.Snapshot()
	require.Error(t, err)
	vm.Drop()
}

func TestRejections(t *testing.T) {
	m := start(t, engine.Options{})
	require.Empty(t, m.eval(`
		Promise.reject(new Error("caught")).catch(() => 1)
		const p = Promise.reject(new Error("later")); await null; p.catch(() => 1)
		async function f() { throw new TypeError("async") } f()
		Promise.reject(7)
		new Promise(() => { throw new RangeError("executor") }).then(() => 1)`))
	var texts []string
	for _, e := range m.Rejections() {
		texts = append(texts, e.Error())
	}
	require.Equal(t, []string{"TypeError: async", "7", "RangeError: executor"}, texts)
	require.Error(t, m.module(`throw new Error("module")`))
	require.Empty(t, m.Rejections())
}
