package bundle

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"dolab/durable/worker/project"
)

// fileMax bounds a file, in bytes.
const fileMax = 64 << 20

// readFile reads a regular file of bounded size.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("this is not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // It was only read.
	data, err := io.ReadAll(io.LimitReader(f, fileMax+1))
	if err != nil {
		return nil, err
	}
	if len(data) > fileMax {
		return nil, fmt.Errorf("the file has more than %d bytes", fileMax)
	}
	return data, nil
}

// inspect is the fault of a file that the bundler cannot be given, nil where there is none.
func (w *worker) inspect(path string) *Error {
	name := relative(w.Dir, path)
	info, err := os.Stat(path)
	switch {
	case err != nil || info.IsDir():
		return nil // The bundler says it better.
	case !info.Mode().IsRegular():
		return &Error{Pos: project.Pos{File: name}, Text: "this is not a regular file"} // It may have no end.
	}
	data, err := readFile(path)
	if err != nil {
		return &Error{Pos: project.Pos{File: name}, Text: plainError(err)}
	}
	find := nested
	if strings.HasSuffix(path, ".json") {
		find = nestedJSON
	}
	if at, deep := find(data); deep {
		before := data[:at]
		line, column := 1+bytes.Count(before, []byte("\n")), at-bytes.LastIndexByte(before, '\n')
		return &Error{Pos: project.Pos{File: name, Line: line, Column: column}, Text: tooDeep}
	}
	if text := mapFault(path, data); text != "" {
		return &Error{Pos: project.Pos{File: name}, Text: text}
	}
	return nil
}

const tooDeep = "the source is nested too deep to be bundled"

// mapsMax bounds how many source maps a source can name.
const mapsMax = 100

// mapFault is what is wrong with the source maps that a source names, or has within: the bundler follows the maps of
// its inputs.
func mapFault(path string, data []byte) string {
	seen := map[string]bool{}
	for {
		_, rest, found := bytes.Cut(data, []byte("sourceMappingURL="))
		if !found {
			return ""
		}
		data = rest
		end := bytes.IndexAny(rest, " \t\r\n'\"`*")
		if end < 0 {
			end = len(rest)
		}
		address := string(rest[:end])
		if seen[address] {
			continue
		}
		seen[address] = true
		if len(seen) > mapsMax {
			return fmt.Sprintf("the source names more than %d source maps", mapsMax)
		}
		source, err := mapOf(path, address)
		if err != nil {
			continue // The bundler says what is wrong, or ignores it.
		}
		if _, deep := nestedJSON(source); deep {
			return "the source map is nested too deep to be read"
		}
	}
}

// mapOf is the source map at an address that a source gives.
func mapOf(path, address string) ([]byte, error) {
	if content, within := strings.CutPrefix(address, "data:"); within {
		kind, content, _ := strings.Cut(content, ",")
		if !strings.HasSuffix(kind, ";base64") {
			text, err := url.PathUnescape(content)
			return []byte(text), err
		}
		return base64.StdEncoding.DecodeString(content)
	}
	return readFile(filepath.Join(filepath.Dir(path), filepath.FromSlash(address)))
}
