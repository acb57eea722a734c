/**
 * Fragments of the most common passwords, longer ones before those that they contain. They are removed wherever they
 * stand, so that `password12345678`, `iloveyou-iloveyou` and `Qwertyuiop[]asdf` are caught without a list of variants.
 * From the most frequent entries of public breach compilations.
 */
export const COMMON_FRAGMENTS: readonly string[] = [
  ...['correcthorsebatterystaple', 'thequickbrownfox', 'jumpsoverthelazydog', 'loremipsum', 'dolorsitamet'],
  ...['qwertzuiop', 'qwertyuiop', 'azertyuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm', 'qazwsxedc', 'rfvtgbyhn'],
  ...['1q2w3e4r5t6y', '1q2w3e4r5t', '1q2w3e4r', '1qaz2wsx3edc', '1qaz2wsx', 'q1w2e3r4t5', 'q1w2e3r4', 'zaq12wsx'],
  ...['qwertz', 'qwerty', 'azerty', 'asdfgh', 'asdf', 'qazwsx', 'zxcvb', 'zxcv', 'qwer'],
  ...['administrator', 'changeme', 'letmein', 'password', 'passw0rd', 'p4ssword', 'passwort', 'motdepasse'],
  ...['contrasena', 'contraseña', 'wachtwoord', 'senha', 'parola', 'passphrase', 'passcode', 'pass', 'secret', 'admin'],
  ...['welcome', 'trustno1', 'iloveyou', 'ilovemyself', 'iloveu', 'teamo', 'tequiero', 'jetaime', 'loveyou', 'login'],
  ...['dragon', 'monkey', 'football', 'baseball', 'basketball', 'superman', 'batman', 'spiderman', 'starwars'],
  ...['master', 'shadow', 'sunshine', 'princess', 'michael', 'jennifer', 'jordan', 'ashley', 'charlie', 'daniel'],
  ...['hello', 'freedom', 'whatever', 'computer', 'internet', 'samsung', 'google', 'facebook', 'liverpool', 'chelsea'],
  ...['barcelona', 'realmadrid', 'arsenal', 'juventus', 'pokemon', 'naruto', 'minecraft', 'summer', 'winter'],
  ...['spring', 'autumn', 'january', 'february', 'default', 'guest', 'testing', 'test', 'temp', 'user', 'root'],
  ...['abc123', '123abc', 'abcd', 'aa12345', 'restaurant', 'ragline', 'bistro', 'grocer', 'shop', 'store'],
];
