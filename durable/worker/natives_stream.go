package worker

import (
	"errors"
	"io"
	"slices"

	"dolab/durable"
	"dolab/durable/worker/engine"
)

// stream is a body that the script reads or writes.
type stream struct {
	writer *durable.StreamWriter
	reader *durable.StreamReader
}

func newStream(w *durable.StreamWriter, r *durable.StreamReader) *stream { return &stream{w, r} }

// chunkMax is how many bytes of a body a script gets at a time.
const chunkMax = 64 << 10

var streamNatives = []native{
	{"streamNew", func(s *scope, c *engine.Call) {
		n := s.handle()
		s.streams[n] = newStream(s.where.stream())
		c.Return(engine.Int(n))
	}},
	{"streamRead", func(s *scope, c *engine.Call) {
		task, st := c.Int(0), s.streams[c.Int(1)]
		s.where.start(func() {
			b := make([]byte, chunkMax)
			n, err := st.reader.Read(b)
			switch {
			case n > 0:
				s.settle(task, engine.Bytes(b[:n]), nil)
			case errors.Is(err, io.EOF):
				s.settle(task, engine.Undefined(), nil)
			default:
				s.settle(task, engine.Value{}, err)
			}
		})
	}},
	{"streamCancel", func(s *scope, c *engine.Call) {
		st := s.streams[c.Int(0)]
		s.where.start(func() { _ = st.reader.Close() })
	}},
	{"streamWrite", func(s *scope, c *engine.Call) {
		task, st := c.Int(0), s.streams[c.Int(1)]
		var b []byte
		switch c.Kind(2) {
		case engine.KindBytes:
			b = slices.Clone(c.Bytes(2))
		default:
			b = []byte(c.String(2))
		}
		s.where.start(func() {
			_, err := st.writer.Write(b)
			if errors.Is(err, durable.ErrReaderClosed) {
				s.settle(task, engine.Bool(true), nil)
				return
			}
			s.settle(task, engine.Undefined(), err)
		})
	}},
	{"streamClose", func(s *scope, c *engine.Call) {
		if err := s.streams[c.Int(0)].writer.Close(); err != nil {
			throw(c, err)
		}
	}},
	{"streamError", func(s *scope, c *engine.Call) {
		_ = s.streams[c.Int(0)].writer.CloseWithError(failure(c, 1))
	}},
}
