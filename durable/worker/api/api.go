package api

import (
	"embed"
	"io/fs"

	"dolab/durable/worker/engine"
)

// World is what the natives take of the world that runs the script.
type World interface {
	// Now is the time in milliseconds since 1970.
	Now(vm *engine.VM) float64
	// Random fills b with chance of the world's seed.
	Random(vm *engine.VM, b []byte)
	// Log writes a line of the script's console; level is the console's method.
	Log(vm *engine.VM, level, text string)
}

//go:embed js
var sources embed.FS

// Source is the API's JavaScript: ES modules, whose entry is index.js.
func Source() fs.FS {
	js, err := fs.Sub(sources, "js")
	if err != nil {
		panic(err) // the name is a constant
	}
	return js
}

// Natives are the functions that the JavaScript calls as host.NAME, always in the same order.
func Natives(w World) []engine.Native {
	list := worldNatives(w)
	list = append(list, urlNatives...)
	list = append(list, encodingNatives...)
	list = append(list, compressionNatives...)
	list = append(list, cloneNatives...)
	list = append(list, cryptoNatives(w)...)
	list = append(list, bufferNatives...)
	return append(list, intlNatives...)
}

func worldNatives(w World) []engine.Native {
	return []engine.Native{
		{Name: "now", Func: func(c *engine.Call) { c.Return(engine.Float(w.Now(c.VM()))) }},
		{Name: "random", Func: func(c *engine.Call) {
			b := make([]byte, min(max(c.Int(0), 0), randomMax))
			w.Random(c.VM(), b)
			c.Return(engine.Bytes(b))
		}},
		{Name: "log", Func: func(c *engine.Call) { w.Log(c.VM(), c.String(0), c.String(1)) }},
	}
}

// randomMax bounds one call of host.random, in bytes.
const randomMax = 65536
