package api

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"

	"dolab/durable/worker/engine"
)

// compressionNatives serve js/compression.js. Formats are gzip, deflate and deflate-raw:
//
//	compress(format, bytes)          the whole compressed
//	decompress(format, bytes, skip)  [what bytes yield beyond skip, state]
var compressionNatives = []engine.Native{
	{Name: "compress", Func: func(c *engine.Call) { c.Return(engine.Bytes(compress(c.String(0), c.Bytes(1)))) }},
	{Name: "decompress", Func: func(c *engine.Call) {
		out, state := decompress(c.String(0), c.Bytes(1))
		out = out[min(len(out), int(c.Int(2))):]
		c.Return(engine.Array(engine.Bytes(out), engine.Int(int64(state))))
	}},
}

func compress(format string, b []byte) []byte {
	var out bytes.Buffer
	var w io.WriteCloser
	switch format {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "deflate":
		w = zlib.NewWriter(&out)
	default:
		w, _ = flate.NewWriter(&out, flate.DefaultCompression) // the level is valid
	}
	// A bytes.Buffer takes everything.
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

// The states of a decompression.
const (
	stateComplete   = iota
	stateIncomplete // the input ends too early
	stateTrailing   // bytes follow the end
	stateBroken
	stateTooLong // the output is more than outputMax
)

// outputMax bounds what one stream may yield, in bytes: the memory of a Worker.
const outputMax = 128 << 20

func decompress(format string, b []byte) ([]byte, int) {
	in := bytes.NewReader(b)
	r, err := openCompressed(format, in, b)
	if err != nil {
		return nil, failedState(err)
	}
	out, err := io.ReadAll(io.LimitReader(r, outputMax+1))
	switch {
	case len(out) > outputMax:
		return nil, stateTooLong
	case err != nil:
		return out, failedState(err)
	case in.Len() > 0:
		return out, stateTrailing
	}
	return out, stateComplete
}

func openCompressed(format string, in *bytes.Reader, begin []byte) (io.Reader, error) {
	// A wrong first byte is an error before the header is whole.
	if format == "gzip" && !bytes.HasPrefix([]byte("\x1f\x8b\x08"), begin[:min(len(begin), 3)]) {
		return nil, gzip.ErrHeader
	}
	switch format {
	case "gzip":
		r, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		r.Multistream(false)
		return r, nil
	case "deflate":
		return zlib.NewReader(in)
	}
	return flate.NewReader(in), nil
}

func failedState(err error) int {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return stateIncomplete
	}
	return stateBroken
}
