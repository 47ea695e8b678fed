//! Who the customers are.

/// Some forty names, in the order in which they became customers.
pub const NAMES: [&str; 40] = [
    "Ada Mae Byron",
    "Bruno Costa",
    "Chloé Martin",
    "Dmitri Orlov",
    "Elif Kaya",
    "Farah Nasser",
    "George Okafor",
    "Hana Suzuki",
    "Ivan Petrov",
    "Jun Watanabe",
    "Katrin Vogel",
    "Liam Murphy",
    "Maria da Silva",
    "Noor Rahman",
    "Olga Novak",
    "Paul Becker",
    "Quinn Taylor",
    "Rosa Jimenez",
    "Samir Patel",
    "Tove Lindqvist",
    "Uma Iyer",
    "Victor Hugo Lima",
    "Wei Zhang",
    "Ximena Torres",
    "Yusuf Demir",
    "Zofia Kowalska",
    "Anders Berg",
    "Beatriz Gomes",
    "Carlos Vega",
    "Dora Szabo",
    "Emeka Obi",
    "Freya Hansen",
    "Giulia Romano",
    "Hugo Laurent",
    "Ines Duarte",
    "Jakub Dvořák",
    "Kofi Mensah",
    "Lucía Fernández",
    "Ada Byron",
    "Nina Weber",
];

/// `Chloé Martin` becomes `chloe.martin`; the first customer is simply `ada`.
pub fn mailbox(index: usize, name: &str) -> String {
    if index == 0 {
        return "ada".into();
    }
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|letter| match letter {
            'é' => 'e',
            'á' => 'a',
            'í' => 'i',
            'ř' => 'r',
            letter if letter.is_ascii_alphanumeric() => letter,
            _ => '.',
        })
        .collect();
    match index / NAMES.len() {
        0 => plain,
        round => format!("{plain}{}", round + 1),
    }
}
