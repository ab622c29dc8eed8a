// Package user depends on shop. Its test notices what those of shop do not.
package user

import "tiny/shop"

// Below asks at the bound.
func Below() bool { return shop.BelowUnseen(2, 2) }
