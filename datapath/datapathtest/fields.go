package datapathtest

import (
	"net/netip"
	"reflect"
	"testing"
)

// EachField holds that equal sees a difference in every field of a struct, also
// in one that is added later.
func EachField[T any](t testing.TB, equal func(a, b *T) bool) {
	t.Helper()
	if !equal(new(T), new(T)) {
		t.Errorf("%T is not equal to itself", *new(T))
	}
	typ := reflect.TypeFor[T]()
	for i := range typ.NumField() {
		var changed T
		change(t, reflect.ValueOf(&changed).Elem().Field(i))
		if equal(&changed, new(T)) || equal(new(T), &changed) {
			t.Errorf("%v: a difference in %s is not seen", typ, typ.Field(i).Name)
		}
	}
}

// change sets a field to something else than its zero; of a struct in it, the
// first of its fields.
func change(t testing.TB, v reflect.Value) {
	t.Helper()
	switch v.Interface().(type) {
	case netip.Addr:
		v.Set(reflect.ValueOf(netip.IPv6Unspecified()))
		return
	case netip.Prefix:
		v.Set(reflect.ValueOf(netip.PrefixFrom(netip.IPv6Unspecified(), 0)))
		return
	}
	switch {
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.Kind() == reflect.String:
		v.SetString("x")
	case v.CanInt():
		v.SetInt(1)
	case v.CanUint():
		v.SetUint(1)
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
	case v.Kind() == reflect.Struct:
		change(t, v.Field(0))
	default:
		t.Fatalf("a field of %v: say here what differs from its zero", v.Type())
	}
}
