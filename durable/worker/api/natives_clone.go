package api

import "dolab/durable/worker/engine"

// cloneNatives copy values: clone(value) is the value through structured clone and back.
var cloneNatives = []engine.Native{
	{Name: "clone", Func: func(c *engine.Call) {
		if wire, ok := c.Clone(0, engine.Storage); ok {
			c.Return(engine.Clone(wire))
		}
	}},
}
