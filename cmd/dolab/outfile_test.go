package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dolab/durable/platform"

	"github.com/stretchr/testify/require"
)

// files are the names in a directory, hidden ones too.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestOutFile: a file keeps what it held until commit, its mode behind it, and a link stays a link.
func TestOutFile(t *testing.T) {
	dir := t.TempDir()
	old, link := filepath.Join(dir, "old"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(old, []byte("before"), 0o640))
	require.NoError(t, os.Symlink("old", link))
	read := func() string {
		data, err := os.ReadFile(old)
		require.NoError(t, err)
		return string(data)
	}

	f, err := createOut(link)
	require.NoError(t, err)
	_, err = f.WriteString("half")
	require.NoError(t, err)
	require.Equal(t, "before", read())
	f.discard()
	require.Equal(t, "before", read())
	require.Equal(t, []string{"link", "old"}, files(t, dir))

	f, err = createOut(link)
	require.NoError(t, err)
	_, err = f.WriteString("after")
	require.NoError(t, err)
	require.NoError(t, f.commit())
	f.discard()
	require.Equal(t, "after", read())
	require.Equal(t, []string{"link", "old"}, files(t, dir))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&os.ModeSymlink)
	info, err = os.Stat(old)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), info.Mode().Perm())

	_, err = createOut(dir)
	require.ErrorContains(t, err, "it is a directory")
}

// TestOutFileInPlace: a device is written to, not replaced.
func TestOutFileInPlace(t *testing.T) {
	f, err := createOut(os.DevNull)
	require.NoError(t, err)
	_, err = f.WriteString("x")
	require.NoError(t, err)
	require.NoError(t, f.commit())
	info, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&os.ModeDevice)
}

// TestFileSizeLimit: where the system limits the size of files, the command names the cause, exits 4 and leaves what
// was there.
func TestFileSizeLimit(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "trace.jsonl")
	require.NoError(t, os.WriteFile(path, []byte("before"), 0o600))
	c := exec.Command("sh", "-c", `ulimit -f 8 && exec "$@"`, "sh", os.Args[0], "-test.run=^TestCommand$")
	c.Env = append(os.Environ(), commandLine+"=run read-await-write --trace "+path)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	require.Error(t, c.Run())
	require.Equal(t, exitWrite, c.ProcessState.ExitCode(), out.String())
	require.Contains(t, out.String(), "dolab: cannot write "+path+": file too large")
	require.Equal(t, []string{"trace.jsonl"}, files(t, dir))
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "before", string(data))
}

// TestFullDisk: a full device is named, whichever output goes there.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer func() { require.NoError(t, full.Close()) }()
	var stderr bytes.Buffer
	require.Equal(t, exitWrite, run([]string{"list", "prices"}, full, &stderr))
	require.Equal(t, "dolab: cannot write stdout: no space left on device\n", stderr.String())
	for _, line := range []string{"--help", "--version", "completion bash", "help run", "version", "list"} {
		stderr.Reset()
		require.Equal(t, exitWrite, run(words(line), full, &stderr), line)
		require.Equal(t, "dolab: cannot write stdout: no space left on device\n", stderr.String(), line)
	}
	stderr.Reset()
	require.Equal(t, exitWrite, run([]string{"run", "read-await-write", "--json", "/dev/full"}, &bytes.Buffer{}, &stderr))
	require.Equal(t, "dolab: cannot write /dev/full: no space left on device\n", stderr.String())
}

// TestBrokenPipe: where the reader of stdout goes away, the command exits with 4 and says nothing, and leaves no file
// beside a result.
func TestBrokenPipe(t *testing.T) {
	dir := t.TempDir()
	for _, line := range []string{
		"list points", "run --help", "completion bash", "run read-await-write --trace - --json " + filepath.Join(dir, "report.json"),
	} {
		c := child(line)
		reader, writer, err := os.Pipe()
		require.NoError(t, err)
		require.NoError(t, reader.Close())
		var stderr bytes.Buffer
		c.Stdout, c.Stderr = writer, &stderr
		require.Error(t, c.Run(), line)
		require.NoError(t, writer.Close())
		require.Equal(t, exitWrite, c.ProcessState.ExitCode(), line)
		require.Empty(t, stderr.String(), line)
		left, err := filepath.Glob(filepath.Join(dir, ".*"))
		require.NoError(t, err)
		require.Empty(t, left, line)
	}
}

// TestPipes: a command reads and writes pipes such as those of a shell's <(…) and >(…).
func TestPipes(t *testing.T) {
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	_, err = writer.WriteString(platform.PaidPlanJSON())
	require.NoError(t, errors.Join(err, writer.Close()))
	name := func(f *os.File) string { return fmt.Sprintf("/dev/fd/%d", f.Fd()) }
	if _, err := os.Stat(name(reader)); err != nil {
		t.Skip("there is no /dev/fd here")
	}
	var stdout, stderr bytes.Buffer
	line := []string{"run", "alarm-loop-cost", "--span", "1m", "--prices", name(reader), "--quiet"}
	require.Less(t, run(line, &stdout, &stderr), exitUsage, stderr.String())
	require.NoError(t, reader.Close())

	reader, writer, err = os.Pipe()
	require.NoError(t, err)
	line = []string{"run", "call-alarm-delay", "--mux", "dolab", "--n", "1", "--quiet", "--json", name(writer)}
	require.Equal(t, exitOK, run(line, &stdout, &stderr), stderr.String())
	require.NoError(t, writer.Close())
	data, err := io.ReadAll(reader)
	require.NoError(t, errors.Join(err, reader.Close()))
	require.Contains(t, string(data), `"experiment": "call-alarm-delay"`)
}

// commandLine is the variable that makes this test a dolab of its own.
const commandLine = "DOLAB_TEST_COMMAND"

// child returns a command line as a child process that has not started.
func child(line string) *exec.Cmd {
	c := exec.Command(os.Args[0], "-test.run=^TestCommand$")
	c.Env = append(os.Environ(), commandLine+"="+line)
	return c
}

// TestCommand is the command itself where a test starts it as a child process.
func TestCommand(t *testing.T) {
	line := os.Getenv(commandLine)
	if line == "" {
		t.Skip("it is for child processes")
	}
	prepareSignals()
	a := newApp(called, os.Stdout, os.Stderr)
	end := a.listen()
	code := a.run(strings.Fields(line))
	end()
	os.Exit(code)
}
