package api

import (
	"dolab/durable/worker/api/locale"
	"dolab/durable/worker/engine"
)

// intlNatives are the tables behind js/intl.js.
var intlNatives = []engine.Native{
	{Name: "intlZone", Func: func(c *engine.Call) {
		if name, ok := locale.Zone(c.String(0)); ok {
			c.Return(engine.String(name))
		}
	}},
	{Name: "intlZoneNames", Func: func(c *engine.Call) { c.Return(engine.String(locale.Names(c.String(0)))) }},
	{Name: "intlOffset", Func: func(c *engine.Call) {
		seconds, dst, from, to := locale.Offset(c.String(0), c.Int(1))
		c.Return(engine.Array(engine.Int(int64(seconds)), engine.Bool(dst), engine.Int(from), engine.Int(to)))
	}},
	{Name: "intlCurrency", Func: func(c *engine.Call) {
		if fields, ok := locale.Currency(c.String(0)); ok {
			c.Return(engine.String(fields))
		}
	}},
	{Name: "intlUnit", Func: func(c *engine.Call) {
		if fields, ok := locale.Unit(c.String(0)); ok {
			c.Return(engine.String(fields))
		}
	}},
	{Name: "intlList", Func: func(c *engine.Call) {
		var list []engine.Value
		for _, name := range locale.List(c.String(0)) {
			list = append(list, engine.String(name))
		}
		if list != nil {
			c.Return(engine.Array(list...))
		}
	}},
}
