//! Single registers out of a meter's content.

use super::kind::AnswerForm;

/// The data set `address` of the data block `body` as an answer to a read
/// command, together with the lines that continue it.
///
/// The short form of a code finds the long one: `1.8.0` finds `1-0:1.8.0*255`.
pub(super) fn register(body: &str, address: &str, form: AnswerForm) -> Option<String> {
    let mut lines = body.split("\r\n").skip_while(|line| {
        let own = line.split('(').next().unwrap_or("");
        own.is_empty() || !line.contains('(') || reduced(own) != reduced(address)
    });
    let mut answer = lines.next()?.trim_end_matches('!').to_owned();
    for line in lines.take_while(|line| line.starts_with('(')) {
        answer.push_str("\r\n");
        answer.push_str(line);
    }
    if form == AnswerForm::Line {
        answer.push_str("\r\n");
    }
    Some(answer)
}

/// A code without the medium, the channel and a value group F of 255.
fn reduced(address: &str) -> &str {
    let code = address.split_once(':').map_or(address, |(_, code)| code);
    code.strip_suffix("*255").unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "1-0:1.8.0*255(1*kWh)\r\nET0PE(1.0)\r\n(2.0)\r\nC.1(7)\r\n6.31(3*h)!\r\n";

    #[test]
    fn registers_are_found_in_either_form() {
        let find = |address| register(BODY, address, AnswerForm::Bare);
        assert_eq!(find("1.8.0").unwrap(), "1-0:1.8.0*255(1*kWh)");
        assert_eq!(find("1-0:1.8.0*255").unwrap(), "1-0:1.8.0*255(1*kWh)");
        assert_eq!(find("6.31").unwrap(), "6.31(3*h)");
        assert_eq!(find("ET0PE").unwrap(), "ET0PE(1.0)\r\n(2.0)");
        assert_eq!(find("1.8"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn an_answer_may_end_like_a_line() {
        assert_eq!(
            register(BODY, "C.1", AnswerForm::Line).unwrap(),
            "C.1(7)\r\n"
        );
    }
}
