package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// outFile is a file in the making. It is written beside its target and takes the target's place in commit, so that an
// interrupt, a full disk or a bug leaves what was there before.
type outFile struct {
	*os.File
	target string // "": written in place, because it is a device or a pipe
}

// triesTemporary bounds how many names for a file beside the target are tried.
const triesTemporary = 100

// createOut opens path for writing. The errors are those of os.OpenFile.
func createOut(path string) (*outFile, error) {
	target, mode, err := resolve(path)
	if err != nil {
		return nil, err
	}
	if mode != 0 && !mode.IsRegular() {
		f, err := os.OpenFile(target, os.O_WRONLY|syscall.O_NONBLOCK, 0) // It does not wait for the reader of a pipe.
		if mode&fs.ModeNamedPipe != 0 && err != nil {
			return nil, fmt.Errorf("%s is a pipe, and nothing reads it", path)
		}
		return &outFile{File: f}, err
	}
	for n := range triesTemporary {
		name := filepath.Join(filepath.Dir(target), fmt.Sprintf(".%s.%d-%d.tmp", filepath.Base(target), os.Getpid(), n))
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		switch {
		case errors.Is(err, fs.ErrExist):
			continue
		case err != nil:
			return nil, &fs.PathError{Op: "open", Path: path, Err: errors.Unwrap(err)}
		}
		out := &outFile{f, target}
		if mode != 0 {
			if err := f.Chmod(mode.Perm()); err != nil {
				out.discard()
				return nil, err
			}
		}
		return out, nil
	}
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrExist}
}

// resolve follows links to what path stands for. The mode is 0 where nothing is there yet.
func resolve(path string) (target string, mode fs.FileMode, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if to, err := os.Readlink(path); err == nil { // A link whose target does not exist yet.
			if !filepath.IsAbs(to) {
				to = filepath.Join(filepath.Dir(path), to)
			}
			return to, 0, nil
		}
		return path, 0, nil
	case err != nil:
		return "", 0, err
	case info.IsDir():
		return "", 0, &fs.PathError{Op: "open", Path: path, Err: errors.New("it is a directory")}
	case info.Mode().Perm()&0o222 == 0:
		return "", 0, &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}
	}
	if !info.Mode().IsRegular() { // It is written in place, and what /dev/fd/3 leads to has no name.
		return path, info.Mode(), nil
	}
	target, err = filepath.EvalSymlinks(path)
	return target, info.Mode(), err
}

// commit puts the file in its target's place.
func (f *outFile) commit() error {
	if f.target == "" {
		return f.Close()
	}
	err := f.Sync()
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), f.target)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // What went wrong is in err.
	}
	return err
}

// discard leaves the target as it was.
func (f *outFile) discard() {
	_ = f.Close()
	if f.target != "" {
		_ = os.Remove(f.Name())
	}
}

// sameFile reports whether two paths lead to one file, which need not exist yet.
func sameFile(a, b string) bool {
	if b == "" {
		return false
	}
	one, err := os.Stat(a)
	other, err2 := os.Stat(b)
	if err == nil && err2 == nil {
		return os.SameFile(one, other)
	}
	x, _, err := resolve(a)
	y, _, err2 := resolve(b)
	if err != nil || err2 != nil {
		return false
	}
	x, err = filepath.Abs(x)
	y, err2 = filepath.Abs(y)
	return err == nil && err2 == nil && x == y
}
