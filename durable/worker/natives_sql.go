package worker

import "dolab/durable/worker/engine"

// row is a row as an array.
func row(r []any) engine.Value {
	list := make([]engine.Value, len(r))
	for n, v := range r {
		switch v := v.(type) {
		case int64:
			list[n] = engine.Float(float64(v))
		case float64:
			list[n] = engine.Float(v)
		case string:
			list[n] = text(v)
		case []byte:
			list[n] = engine.Bytes(v)
		default:
			list[n] = engine.Null()
		}
	}
	return engine.Array(list...)
}

// table is a list of rows as an array.
func table(rows [][]any) engine.Value {
	list := make([]engine.Value, len(rows))
	for n, r := range rows {
		list[n] = row(r)
	}
	return engine.Array(list...)
}

var sqlNatives = []native{
	{"sqlExec", func(s *scope, c *engine.Call) {
		bindings := make([]any, 0, c.Len())
		for n := 1; n < c.Len(); n++ {
			switch c.Kind(n) {
			case engine.KindNumber:
				bindings = append(bindings, c.Float(n))
			case engine.KindString:
				bindings = append(bindings, c.String(n))
			case engine.KindBytes:
				bindings = append(bindings, append([]byte{}, c.Bytes(n)...))
			default:
				bindings = append(bindings, nil)
			}
		}
		cur, err := s.storage().SQL().Exec(c.String(0), bindings...)
		if err != nil {
			throw(c, err)
			return
		}
		n := s.handle()
		s.cursors[n] = cur
		names := cur.ColumnNames()
		list := make([]engine.Value, len(names))
		for k, name := range names {
			list[k] = engine.String(name)
		}
		c.Return(engine.Array(engine.Int(n), engine.Array(list...)))
	}},
	{"sqlNext", func(s *scope, c *engine.Call) {
		cur := s.cursors[c.Int(0)]
		if cur.Next() {
			c.Return(row(cur.Row()))
		} else if err := cur.Err(); err != nil {
			throw(c, err)
		}
	}},
	{"sqlAll", func(s *scope, c *engine.Call) {
		rows, err := s.cursors[c.Int(0)].All()
		if err != nil {
			throw(c, err)
			return
		}
		c.Return(table(rows))
	}},
	{"sqlOne", func(s *scope, c *engine.Call) {
		r, err := s.cursors[c.Int(0)].One()
		if err != nil {
			throw(c, err)
			return
		}
		c.Return(row(r))
	}},
	{"sqlRead", func(s *scope, c *engine.Call) { c.Return(engine.Int(s.cursors[c.Int(0)].RowsRead())) }},
	{"sqlWritten", func(s *scope, c *engine.Call) {
		n, err := s.cursors[c.Int(0)].RowsWritten()
		if err != nil {
			throw(c, err)
			return
		}
		c.Return(engine.Int(n))
	}},
	{"sqlSize", func(s *scope, c *engine.Call) {
		n, err := s.storage().Size()
		if err != nil {
			throw(c, err)
			return
		}
		c.Return(engine.Int(n))
	}},
}
