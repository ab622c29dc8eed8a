//go:build ignore

// Gen writes the tables of package locale: zones.bin from the time zone data of the Go installation that runs it, and,
// through node, the names in en-US.
package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
)

func main() {
	z, err := zip.OpenReader(filepath.Join(runtime.GOROOT(), "lib/time/zoneinfo.zip"))
	check(err)
	data := map[string][]byte{}
	var names []string
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		r, err := f.Open()
		check(err)
		data[f.Name], err = io.ReadAll(r)
		check(err)
		names = append(names, f.Name)
	}
	sort.Strings(names)
	node := exec.Command("node", "gen.mjs")
	node.Stdin = strings.NewReader(strings.Join(names, "\n"))
	node.Stderr = os.Stderr
	check(node.Run())

	text, err := os.ReadFile("zones.txt")
	check(err)
	var out bytes.Buffer
	for line := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), "|")
		if !strings.Contains(rest, "|") {
			continue // An alias: its data are those of the other name.
		}
		out.WriteString(name + "\n")
		check(binary.Write(&out, binary.BigEndian, uint16(len(data[name]))))
		out.Write(data[name])
	}
	check(os.WriteFile("zones.bin", out.Bytes(), 0o644))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
