//! `/etc/resolv.conf`.

use std::fs;
use std::path::Path;

use super::*;

fn read(text: &str) -> Result<Options, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("resolv.conf");
    fs::write(&path, text).unwrap();
    let error = |error: String| error.replace(&path.display().to_string(), "resolv.conf");
    Options::from_file(&path).map_err(error)
}

fn servers(text: &str) -> Vec<String> {
    read(text).unwrap().servers.iter().map(ToString::to_string).collect()
}

#[test]
fn servers_are_read() {
    let text = "# Written by a program\n; nameserver 192.0.2.9\nsearch example.com\n\
                nameserver 192.0.2.53\nnameserver\t2001:db8::53  \r\nnameserver fe80::1%7\n\
                nameserver 192.0.2.54\n";
    assert_eq!(servers(text), ["192.0.2.53:53", "[2001:db8::53]:53", "[fe80::1%7]:53"]);
}

#[test]
fn without_servers_this_machine_is_asked() {
    assert_eq!(servers(""), ["127.0.0.1:53"]);
    assert_eq!(servers("search example.com\n"), ["127.0.0.1:53"]);
}

#[test]
fn servers_that_cannot_be_read_are_an_error_where_there_are_no_others() {
    assert_eq!(servers("nameserver dns.example\nnameserver 192.0.2.53\n"), ["192.0.2.53:53"]);
    assert_eq!(
        read("nameserver dns.example\n").unwrap_err(),
        "resolv.conf: the nameserver \"dns.example\" is not an address"
    );
    assert!(read("nameserver fe80::1%../../x\n").is_err());
    assert!(read("nameserver fe80::1%nosuchinterface\n").is_err());
    assert!(read("nameserver\n").is_err());
}

#[test]
fn options_are_read() {
    let plain = read("nameserver 192.0.2.53\n").unwrap();
    assert_eq!(plain, Options::new(vec!["192.0.2.53:53".parse().unwrap()]));
    assert_eq!((plain.timeout, plain.attempts), (Duration::from_secs(2), 3));
    assert!(!plain.trust_ad);
    let text = "nameserver 192.0.2.53\nnameserver 192.0.2.54\n\
                options ndots:2 timeout:7 attempts:2 rotate\noptions trust-ad edns0\n";
    let options = read(text).unwrap();
    assert_eq!((options.timeout, options.attempts), (Duration::from_secs(7), 4));
    assert!(options.trust_ad);
    let options = read("options timeout:0 attempts:99999999999\n").unwrap();
    assert_eq!((options.timeout, options.attempts), (Duration::from_secs(1), 5));
    let options = read("options timeout:x attempts: timeout:300\n").unwrap();
    assert_eq!((options.timeout, options.attempts), (Duration::from_secs(30), 3));
}

#[test]
fn the_number_of_an_interface_is_looked_up() {
    if Path::new("/sys/class/net/lo/ifindex").exists() {
        assert_eq!(servers("nameserver fe80::1%lo\n"), ["[fe80::1%1]:53"]);
    }
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let error = Options::from_file(Path::new("/nonexistent/resolv.conf")).unwrap_err();
    assert!(error.starts_with("/nonexistent/resolv.conf: "), "{error}");
    assert!(error.ends_with(": name a nameserver to ask instead"), "{error}");
}
