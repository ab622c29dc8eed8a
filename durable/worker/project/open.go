package project

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// fileNames are the configuration files in the order in which they win.
var fileNames = []string{"wrangler.json", "wrangler.jsonc", "wrangler.toml"}

// fileMax bounds a file of the configuration, in bytes.
const fileMax = 1 << 20

// Open reads the project whose configuration file is in a folder or in one above it. env names an environment of the
// file, "" the top level. An error of the project's content is of type Errors.
func Open(dir, env string) (*Project, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open project: %w", err)
	}
	root, name, err := find(dir)
	if err != nil {
		return nil, err
	}
	data, err := readFile(filepath.Join(root, name))
	if err != nil {
		return nil, Errors{{Pos: Pos{File: name}, Text: err.Error()}}
	}
	d := &document{file: name, data: bytes.TrimPrefix(data, []byte("\ufeff"))}
	parse := d.parseJSON
	if strings.HasSuffix(name, ".toml") {
		parse = d.parseTOML
	}
	if err := parse(); err != nil {
		return nil, Errors{err}
	}
	if d.root.kind != object {
		return nil, Errors{d.errorAt(d.root.at, "the file holds ", d.root.kind.String(), ": want an object")}
	}
	if n := d.root.count(); n > nodesMax {
		return nil, Errors{{Pos: Pos{File: name}, Text: fmt.Sprintf("the file has %d values: want %d at most", n, nodesMax)}}
	}
	r := &reader{
		checker: checker{doc: d, known: knownFields()},
		project: &Project{Dir: root, File: name, Env: env},
	}
	return r.read()
}

// find is the folder and the name of the configuration file.
func find(dir string) (string, string, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return "", "", fmt.Errorf("open project: %w", err)
	}
	if !info.IsDir() {
		return "", "", fmt.Errorf("open project: %s is a file: want the folder of a project", dir)
	}
	var folders []string
	for at := dir; ; at = filepath.Dir(at) {
		for _, name := range fileNames {
			info, err := os.Stat(filepath.Join(at, name))
			switch {
			case err == nil && info.IsDir():
				folders = append(folders, filepath.Join(at, name))
			case err == nil:
				return at, name, nil
			case !errors.Is(err, fs.ErrNotExist) && (at == dir || !errors.Is(err, fs.ErrPermission)):
				return "", "", fmt.Errorf("open project: %w", err)
			}
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	text := "open project: %s and the folders above it have no wrangler.json, wrangler.jsonc or wrangler.toml"
	if len(folders) > 0 {
		text += fmt.Sprintf(" (%s is a folder)", folders[0])
	}
	return "", "", &noneError{fmt.Sprintf(text, dir)}
}

// ErrNone is what errors.Is finds in the error of a folder that has no configuration file, and none above it.
var ErrNone = errors.New("no configuration file")

// noneError is ErrNone with the folder.
type noneError struct{ text string }

func (e *noneError) Error() string        { return e.text }
func (e *noneError) Is(target error) bool { return target == ErrNone }

// readFile reads a regular file of bounded size. Its errors do not repeat the path.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, plain(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("this is not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, plain(err)
	}
	defer func() { _ = f.Close() }() // It was only read.
	data, err := io.ReadAll(io.LimitReader(f, fileMax+1))
	if err != nil {
		return nil, plain(err)
	}
	if len(data) > fileMax {
		return nil, fmt.Errorf("the file has more than %d bytes", fileMax)
	}
	return data, nil
}

// plain takes the path out of an error, which is absolute and differs between machines.
func plain(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
