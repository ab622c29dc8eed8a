package durabletest

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"dolab/durable/picture"
)

// Drawing reports whether tests draw what fails: go test -artifacts asks for it. A world is then watched while it runs,
// which takes a little longer and changes nothing in it.
func Drawing() bool {
	f := flag.Lookup("test.artifacts")
	return f != nil && f.Value.String() == "true"
}

// Draw writes a page into the test's artifacts, and says where it is. Several pages of a test are numbered.
func Draw(t testing.TB, p *picture.Page) {
	t.Helper()
	const most = 1000
	for n := range most {
		name := "picture.html"
		if n > 0 {
			name = fmt.Sprintf("picture-%d.html", n+1)
		}
		path := filepath.Join(t.ArtifactDir(), name)
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err == nil {
			_, err = p.WriteTo(f)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			t.Logf("the picture cannot be written: %v", err)
			return
		}
		t.Logf("a picture of it: %s", path)
		return
	}
}
