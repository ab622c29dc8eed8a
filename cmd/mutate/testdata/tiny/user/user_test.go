package user

import "testing"

func TestBelow(t *testing.T) {
	if Below() {
		t.Fatal("2 is not below 2")
	}
}
