package api

import "dolab/durable/worker/engine"

// World is what the natives need of the world that a script runs in.
type World interface {
	// Now is the virtual time in milliseconds since the epoch.
	Now(vm *engine.VM) float64
	// Random fills b with bytes of the world's seed.
	Random(vm *engine.VM, b []byte)
	// Log takes a message of console: level is log, info, warn, error or debug.
	Log(vm *engine.VM, level, text string)
}

func worldNatives(w World) []engine.Native {
	return []engine.Native{
		{Name: "now", Func: func(c *engine.Call) { c.Return(engine.Float(w.Now(c.VM()))) }},
		{Name: "random", Func: func(c *engine.Call) {
			b := make([]byte, c.Int(0))
			w.Random(c.VM(), b)
			c.Return(engine.Bytes(b))
		}},
		{Name: "log", Func: func(c *engine.Call) { w.Log(c.VM(), c.String(0), c.String(1)) }},
	}
}
