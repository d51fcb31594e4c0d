"""Personal data is taken out of a message, what only looks like it stays; all is invented here."""

from __future__ import annotations

import random
import re

import msgspec
import pytest
from conftest import REPOSITORY

from bot.personal_data import KINDS, Finding, find_personal_data, without_personal_data

# Kinds, then the message. Telephones are of Ofcom's ranges for drama (07700 900, 020 7946 0,
# 0116 496 0, 01632 96), health numbers begin with 999, postcodes do not exist.
PERSONAL = [
    line.strip().split(" | ", 1)
    for line in """
email | write to amina.tarro@example.com when you know
email | ada_lovel+nhs@mail.example.org, can I see my file?
email | my e-mail is ADA@EXAMPLE.CO.UK will the surgery share it
email | is x@y.z safe to give the GP
email | send it to amina dot tarro at gmail dot com please
email | contact: aminatarro (at) example (dot) com
email | my mail aminatarro at hotmail.com
email | mon courriel est amina@example.fr, le médecin peut le garder ?
email | mi correo: luz.quispe@example.es
email | mój mail: zofia@example.pl czy szpital może pisać
email | ایمیل من zarmina@example.com است
email | 我的邮箱是liming@example.com，医院会发邮件吗
email | <b>ada@example.com</b>
nhs_number | NHS no 999 407 7163, who looked at my file?
nhs_number | 9994077163 is this number shared with police
nhs_number | 999-407-7163 what does this number show
nhs_number | 999.407.7163?
nhs_number | my NHS number is 99 94 07 71 63
nhs_number | nhs number: 9 9 9 4 0 7 7 1 6 3 how do I opt out
nhs_number | NHS Number 999 123 4578 is it on the card
nhs_number | nhs no. 999123457 they say one digit is missing
nhs_number | (NHS: 9994077163)
nhs_number | the number 999 407 7163 on the letter is my NHS number, who can see it
nhs_number | CHI 010190 1234 I live in Glasgow, who sees it
nhs_number | my chi number 0101901234
nhs_number | H&C number 320 000 1235 Belfast, is it given to immigration
nhs_number | mon numéro NHS est 9994077163
nhs_number | mi número de la NHS: 999 407 7163, ¿quién lo ve?
nhs_number | mój numer NHS 9994077163
nhs_number | numărul meu NHS este 999 407 7163
nhs_number | мій номер NHS 9994077163, хто його бачить
nhs_number | رقم NHS الخاص بي هو ٩٩٩٤٠٧٧١٦٣
nhs_number | شماره NHS من ۹۹۹۴۰۷۷۱۶۳ است
nhs_number | میرا NHS نمبر 9994077163 ہے
nhs_number | আমার NHS নম্বর ৯৯৯৪০৭৭১৬৩
nhs_number | 我的NHS号码是9994077163，谁能看到
nhs_number | lambarkayga NHS waa 9994077163
nhs_number | ቁጽሪ NHS ናተይ 9994077163 እዩ
nhs_number | nine nine nine four zero seven seven one six three is my nhs number
nhs_number | my nhs number: triple nine, four oh seven, double seven, one six three
home_office_reference | A1234567 is this on my medical file
home_office_reference | HO ref Z1234567/2
home_office_reference | home office reference number: m 1234567
home_office_reference | my home office number is 12345678, is it in the hospital file
home_office_reference | Ref: B7654321, my interview is soon
home_office_reference | UAN 3434-1234-5678-9012
home_office_reference | 3434 1234 5678 9012 what is this for
home_office_reference | my unique application number is 1234567890123456
home_office_reference | GWF098765432 and I paid the surcharge
home_office_reference | gwf 098 is wrong, it is GWF012345679
home_office_reference | ARC number ASC/1234567
home_office_reference | asf/123456 hotel does not give me GP
home_office_reference | my CID is 1234567, does the trust have it
home_office_reference | NASS ref 12/03/01234
home_office_reference | asylum support reference 1234567
home_office_reference | my share code is W12 3AB 4CD should I give it to the GP
home_office_reference | share code: WAB3CD4EF
home_office_reference | IHS reference number IHS123456789
home_office_reference | my certificate of sponsorship C2G7B12345K
home_office_reference | ma référence home office est C1234567
home_office_reference | mi referencia del Home Office: D1234567
home_office_reference | numer Home Office E7654321
home_office_reference | номер хоум офіс F7654321
home_office_reference | رقمي في وزارة الداخلية G1234567
home_office_reference | ہوم آفس ریفرنس نمبر H1234567 ہے
home_office_reference | হোম অফিস রেফারেন্স K1234567
home_office_reference | 我的内政部编号是L1234567
home_office_reference | immigration ref 7654321 please
case_reference | my appeal is PA/01234/2023
case_reference | HU/54321/2022 was refused, can I have my notes
case_reference | ea/00012/2024 hearing next month
case_reference | PA 01234 2023 tribunal
case_reference | UI-2023-001234 upper tribunal
case_reference | JR-2024-LON-001234, the judge wants records
case_reference | ICO case reference IC-123456-X1Y2
case_reference | ICO case number 12345, they do not answer
case_reference | complaint number 2024/5567 to the trust, how long
case_reference | my complaint ref CMP-55671 is six months old
case_reference | ombudsman reference 1234567
case_reference | crime reference number 3501234/24, police asked my records
case_reference | my case number is 445566
case_reference | numéro de dossier 778899, la plainte est vieille
case_reference | sygnatura akt 12345/24
case_reference | número de expediente 554433
case_reference | номер справи 778899
case_reference | رقم القضية 778899
case_reference | شماره شکایت من ۷۷۸۸۹۹ است
residence_permit | ZX1234567 is on my card
residence_permit | my brp RF1234567 was lost in the surgery
residence_permit | BRP number: zu 1234567
residence_permit | biometric residence permit RT7654321 copied by reception
residence_permit | mon titre de séjour ZL1234567
residence_permit | moja karta BRP ZQ1234567
residence_permit | بطاقة الإقامة ZX1234567
residence_permit | کارت اقامت من ZU7654321
residence_permit | 居留卡号码RX1234567
passport | passport 123456789 copied by hospital
passport | my passport is AB1234567 who sees it
passport | the receptionist wrote down my passport number, G12345678, why
passport | Passport No. P<1234567 or just P1234567
passport | passport number on the form was PA0123456
passport | travel document number C01X00T47
passport | mi pasaporte es AAB123456
passport | mi número de pasaporte: XDA123456
passport | o meu passaporte é FZ123456
passport | mój paszport EH1234567
passport | numer paszportu: ZS1234567, czy to trafi do Home Office
passport | pașaportul meu este 051234567
passport | мій паспорт FE123456
passport | номер паспорта 123456789
passport | رقم جواز سفري A12345678
passport | شماره پاسپورت من P12345678 است
passport | میرا پاسپورٹ نمبر AB1234567 ہے
passport | আমার পাসপোর্ট নম্বর BM0123456
passport | زما د پاسپورټ شمېره P01234567 ده
passport | baasaboorkayga P00123456
passport | ቁጽሪ ፓስፖርት K0123456
passport | 我的护照号码是E12345678
passport | AB1234567 is my passport number, do they keep it
passport | my cnic number 3520212345671
passport | national id number 1234567890123
national_insurance | QQ123456C do they need it
national_insurance | my national insurance number is QQ 12 34 56 A
national_insurance | NI: qq123456b
national_insurance | NINO QQ 123456 D
national_insurance | QQ-12-34-56-C on my records?
national_insurance | national insurance QQ 12 34 56
national_insurance | NI Number: QQ123456C, why does the surgery want it
national_insurance | insurance number qq123456d on the form
bank | sort code 01-02-03 account number 00112233
bank | refund to account 12345678 please
bank | my card 4111 1111 1111 1111 was charged by the hospital
bank | they took 5500005555555559 from me on the phone
bank | IBAN GB82 WEST 1234 5698 7654 32
bank | GB82WEST12345698765432 for the refund
bank | DE89370400440532013000 where do they pay
bank | sortcode 112233, acc no 44556677
bank | numer konta 12345678
bank | mon IBAN FR1420041010050500013M02606
bank | رقم الحساب 12345678
phone | 07700 900123
phone | call 07700900123 after five
phone | my phone is 07700-900-456 but they text the old one
phone | (07700) 900 789 is mine
phone | 0 7 7 0 0 9 0 0 1 2 3 is my number
phone | ring me: 07700.900.321
phone | +447700900555
phone | +44 (0)7700 900 555 whatsapp
phone | 0044 7700 900555
phone | 447700900555 on whatsapp
phone | 020 7946 0999 is my landline
phone | my home number 0116 496 0123
phone | 01632 960 001 call me there
phone | +33 6 39 98 12 34, je suis en France
phone | my cousin +1 202-555-0143 asks for his record
phone | +92 301 2345678 is my old number
phone | +93 70 123 4567
phone | 00 251 911 234567
phone | call me 7700900111
phone | mon téléphone est le 07700 900 222
phone | mi teléfono es 07700 900 333, ¿me llaman?
phone | meu número: 07700 900444
phone | mój telefon 07700900555
phone | numărul meu de telefon este 07700 900 666
phone | мій телефон 07700900777, лікарня не дзвонить
phone | رقم هاتفي ٠٧٧٠٠٩٠٠٨٨٨
phone | شماره تلفن من ۰۷۷۰۰۹۰۰۱۱۱ است
phone | میرا فون نمبر 07700900222 ہے
phone | আমার ফোন নম্বর ০৭৭০০৯০০৩৩৩
phone | زما د تلیفون شمېره 07700900444 ده
phone | taleefankaygu waa 07700900555
phone | ስልከይ 07700900666 እዩ
phone | 我的手机号是07700900777
phone | zero seven seven zero zero nine zero zero one two three
phone | whatsapp: 0912 345 6789
phone | text 07700 900 123 or 07700 900 124
address postcode | 12 Quenby Road, Leeds LS8 6ZX
address postcode | I live at 12 Quenby Road LS86ZX, which GP
address postcode | flat 5, E1 6ZZ
address postcode | LS8 6ZX number 14, catchment?
address postcode | my post goes to 3 high st m14 9zx
address postcode | Room 14, Britta Hotel, M14 9ZX
address postcode | unit 7b 44 Marlow House, London Road, SE15 9ZZ
address | I live at 12 Quenby Street
address | my address is 221 Dunnock Avenue, Leicester, is it passed on
address | flat 3, 17 Marlow Close is where I stay
address | they sent it to 44 colverdale road and not to me
address | they have 7 Dunnock Court as my home
address | mieszkam przy 12 Quenby Road
address | j'habite au 5 Marlow Gardens
address | mi dirección es 8 Quenby Lane
address | mieszkam na ul. Kwiatowa 15 w Warszawie
address | عنواني 12 Quenby Road
address | 我的地址是 12 Quenby Road
address | آدرس من 5 Marlow Street است
address | cinwaankaygu waa 12 Quenby Road
postcode | my postcode is LS8 6ZX, which GP must take me
postcode | ls86zx no gp takes me
postcode | near SE15 9ZZ which surgery is open to all
postcode | M14 9ZX
date_of_birth | dob 12/05/1990
date_of_birth | D.O.B.: 1-2-85
date_of_birth | date of birth 12 May 1990 can I get the file
date_of_birth | Date of Birth: May 12, 1990
date_of_birth | I was born on 12.05.1990 in Kabul
date_of_birth | born 12th May 1990, they wrote another year
date_of_birth | my birthday is 3 June 2001
date_of_birth | 12/05/1990 is my date of birth
date_of_birth | my date of birth is wrong, it says 12/05/1990
date_of_birth | DOB 12051990
date_of_birth | dob: 1990-05-12
date_of_birth | my daughter was born on 3 March 2021, can I see her file
date_of_birth | née le 12 mai 1990 à Lomé
date_of_birth | ma date de naissance est le 12/05/1990
date_of_birth | nací el 12 de mayo de 1990
date_of_birth | fecha de nacimiento: 12-05-1990
date_of_birth | nasci em 12 de maio de 1990
date_of_birth | data urodzenia 12.05.1990
date_of_birth | urodziłam się 12 maja 1990
date_of_birth | m-am născut pe 12 mai 1990
date_of_birth | data nașterii: 12.05.1990
date_of_birth | дата народження 12.05.1990
date_of_birth | я народилася 12 травня 1990 року
date_of_birth | تاريخ ميلادي ١٢/٥/١٩٩٠
date_of_birth | ولدت في ١٢ مايو ١٩٩٠
date_of_birth | تاریخ تولد من ۱۳۶۹/۲/۲۲ است
date_of_birth | متولد ۲۲ اردیبهشت ۱۳۶۹ هستم
date_of_birth | میری تاریخ پیدائش 12/05/1990 ہے
date_of_birth | আমার জন্ম তারিখ ১২/০৫/১৯৯০
date_of_birth | زما د زیږون نېټه 12/05/1990 ده
date_of_birth | waxaan dhashay 12/05/1990
date_of_birth | taariikhda dhalashada 01/01/1990
date_of_birth | ዕለት ልደተይ 12/05/1990 እዩ
date_of_birth | 出生日期1990年5月12日
date_of_birth | 我的生日是1990年5月12日，病历写错了
hospital_number | hospital number 1234567
hospital_number | Hosp No: M123456, I want my scan
hospital_number | MRN 00123456
hospital_number | my patient number is P-445566
hospital_number | patient id 778899 who opened it
hospital_number | medical record number: 12345678
hospital_number | hospital no. 55-66-771
hospital_number | numéro de patient 445566
hospital_number | número de historia clínica 445566
hospital_number | numer pacjenta 445566
hospital_number | رقم الملف الطبي ٤٤٥٥٦٦
hospital_number | 病历号445566，能复印吗
name | my name is Amina Tarro, can the GP refuse me
name | My name is Mehmet
name | my name is amina tarro, can the gp refuse me
name | MY NAME IS AMINA TARRO
name | My name's Ali Qalin and I need my notes
name | hello my name Ada Lovel i want my file
name | Name: Amina Tarro
name | name - Amina Tarro
name | full name: amina tarro
name | I am called Amina
name | they call me Zofia Krawicz
name | I am Amina Tarro and I need my notes
name | Hi, I'm Amina. Can the GP refuse me?
name | this is Amina Tarro, I called last week
name | Amina Tarro here, still no answer from the trust
name | my wife's name is Hodan Qalin
name | my husband Mehmet Aslanfer was sent a bill
name | my daughter Zofia is 15, can she go alone
name | client: Hodan Qalin, refused by the surgery
name | patient name Zarmina Holtak
name | my client Zarmina Holtak was refused
name | Mrs Krawicz wants her notes
name | I am Mr Holtak
name | bill came for Mr A. Holtak, not me
name | Can I see my notes? Regards, Amina Tarro
name | can i see my notes? thanks, Amina
name | I want my notes. Yours sincerely Ada Lovel
name | Zarmina Holtak is my name, is it in the list
name | je m'appelle Aminata Diarel, on me refuse
name | Je mappelle aminata
name | mon nom est Aminata Diarel
name | me llamo Luz Quispar y no tengo papeles
name | mi nombre es Luz Quispar
name | chamo-me Rui Taveirão, o médico recusou
name | o meu nome é Rui Taveirão
name | nazywam się Zofia Krawicz, czy lekarz
name | mam na imię Zofia
name | Imię i nazwisko: Zofia Krawicz
name | mă numesc Ilinca Vardu
name | numele meu este Ilinca Vardu și vreau dosarul
name | Magacaygu waa Hodan Qalin
name | magacaygu waa hodan
name | waxaa la i yiraahdaa Hodan Qalin
name | мене звати Олеся Гринчак, лікар відмовив
name | моє ім'я Олеся
name | اسمي أمينة الطرو وأريد ملفي
name | الاسم: أمينة الطرو
name | اسم من زرمینه هولتک است
name | نام من زرمینه است
name | میرا نام امینہ تارو ہے، ڈاکٹر نے انکار کیا
name | mera naam Amina hai GP nahi le raha
name | আমার নাম রোকেয়া শান্তনু, আমি ফাইল চাই
name | amar nam Rokeya
name | زما نوم زرمینه دی
name | ስመይ ሃብቶም ተኽለ እዩ
name | 我叫王小明，医生拒绝我
name | 我的名字是李明
name | 姓名：李明
name | 我叫Li Ming，GP不给登记
name | ismi Amina Tarro
name | adım Mehmet
name | меня зовут Олеся
name date_of_birth | Amina Tarro, dob 12/05/1990, opt out please
name nhs_number | Amina Tarro NHS number 9994077163 opt out please
name phone | I'm Amina Tarro 07700 900123
username | my telegram is @amina_t
username | write me @kwesi.tarro
username | insta: amina.tarro
username | my instagram is amina_tarro99
username | telegram @hodan77 answer there please
username | username: aminat55
username | my nhs app login is aminat_55
username | t.me/amina_tarro
username | mi instagram es luz_quispar
username | мій телеграм @olesya_h
username | 我的微信号是liming_88
phone email | 07700 900123 / ada@example.com
nhs_number date_of_birth | 999 407 7163 dob 12/5/90
home_office_reference name | Home Office ref B1234567 for Hodan Qalin (my wife)
passport date_of_birth | passport AB1234567, born 12 May 1990
name | Can you help Mrs Adeyorin with her GP
name | my names Zaynab Holt and im in hotel no gp
name | Writing on behalf of Farid Noorzan, asylum seeker in Leeds
name | the letter is addressed to Besnik Korrati but i am his cousin
phone | if somebody can ring 07700 900 654 i speak only Tigrinya
phone | 07700900 111 or 07700900 222
phone | my no. is 07700-900 333 ok?
email nhs_number | ada.l@example.org / 999 407 7163 / want my scans
home_office_reference | they ask me about K 1234567 HO number in hospital why
home_office_reference | my ho ref ends /3 full M7654321/3
home_office_reference | IHS paid reference IHS098765432
case_reference | FTT hearing PA/09876/2024 psychiatrist report
case_reference | complaint to NHS ref number 2024-00817
passport | gp copied passport (LM0987654) without asking
passport | Eritrean passport K0098765 is with Home Office
residence_permit | card no RZ9876543 biometric
date_of_birth | gp has 1/2/1988 for my birth date, true one is 2/1/1988
date_of_birth | born on the 5th of March 1979
date_of_birth | d.o.b 3rd Jan 2001
address postcode | new place: 77 Larkmoor St, Derby, DE1 9ZZ
address | reception gave my ex my address 77 Larkmoor Street
hospital_number | Pt no 4455667 radiology
hospital_number | my hospital no: 778-8990
bank | put refund in 20-11-22 / 12344321 sort code and account
username | answer on telegram pls @luz_q9
national_insurance | no NI except QQ 65 43 21 B
nhs_number | number on my letter 999 407 7163 NHS
nhs_number | nhs 999 407 7164 i think
name | من اسمم فرید نورزی است
name | Me llamo Luz
name | ich heiße Farid Noorzan
name | mam na imie Zofia i jestem w ciazy
name | nume: Ilinca Vardu
name | 本人姓名：张伟
bank phone | account no 12345678 and mobile 07700 900123
name phone | Salam, Besma Okarro here, 07700 900 777, hospital says i must pay before operation
name | Dear team I am writing for my mother Halima Dorvani she is 70, can she have GP
name | pls register complain name Kofi Brantuo against surgery
name | i'm Goran Vlasek from Serbia, do they share my data
name | Patient Amina Tarro needs an interpreter, is it free
name | my baby Idris has no nhs number, why
name | me called Farid Noorzan, GP say no
name | My friend Svetla Dimarova was refused by the GP
name | this is Ahmed. can you tell if hospital gives my address
name | I, Zarmina Holtak, ask for my records
name | Ms Okonjo-Reyl was refused treatment, what can she do
name | It's about my brother Tesfay Gebru
name | name is Kwame Botarr and they lost my file
name | on the letter they wrote Hasan Alikarr but I am Hassan Alikar
name | Sincerely, Rui Taveirao
name | hola soy Luz Quispar, ¿el médico avisa?
name | bonjour je suis Aminata Diarel, puis-je
name | dzień dobry, jestem Zofia Krawicz
name | bună, sunt Ilinca Vardu
name | добрий день, я Олеся Гринчак
name | meu nome: Rui Taveirão
name | mi esposo Carlos Quispar no tiene papeles
name | خانم زرمینه هستم، اسمم زرمینه هولتک
name | السلام عليكم انا اسمي خالد المصراتي عندي سؤال
name | আমি রোকেয়া, আমার নাম রোকেয়া শান্তনু
name | 您好，我叫张伟，想问病历
name | 姓名 李明
name | انا خالد، اسمي خالد المصراتي
name | our client Ms Tarro
name date_of_birth | for patient Zofia Krawicz, dob 12/5/1990
phone | my husbands phone 07700900222 gets my texts
phone | dont ring 07700900222 its my ex
phone | reply to 07700 900 888 thx
phone | num: 07700/900/888
phone | mob.07700900888
phone | Tel:+447700900888
phone | my whatsapp +351 912 345 678
phone | 0039 320 123 4567 my italian number
phone | they have old number ending but full one is 07700900321
phone | the gp texts 07700 900 321 that is my sisters
phone | text +234 803 555 0142
phone | it is 07700 900321.
phone | رقمي 07700900123
phone | 07700900123（我的手机）
phone | +380 67 123 45 67
phone | 020-7946-0321 my home
phone | (020) 7946 0321 call me
email | zarmina.holtak@example.net pls reply
email | my email zarmina_h at yahoo dot co dot uk
email | gp sent my results to wrong email: ada.l@example.co.uk instead of mine
email | Email - ada.l@example.co.uk
nhs_number | patient 999 407 7163 wants to opt out
nhs_number | NHS#9994077163
nhs_number | nhs nr: 9994077163
nhs_number | nhs number- 999 4077163
nhs_number | my NHS num 9994077163 is wrong
nhs_number | NHS Number is: 999 407 7163, opt me out
nhs_number | nhs number of my son 9994077163
nhs_number | 9994077163 (NHS)
nhs_number | my new nhs number they gave is 999 407 7163
nhs_number | ٩٩٩ ٤٠٧ ٧١٦٣ رقمي
home_office_reference | HO: A1234567
home_office_reference | Home Office Ref. No. A1234567/003
home_office_reference | my HO number A 1234567
home_office_reference | HOref N2233445
case_reference | case id 012345678 home office
home_office_reference | uan: 1234 5678 9012 3456
home_office_reference | application UAN1234567890123456
home_office_reference | GWF 012345678
home_office_reference | gwf ref GWF-012345678
home_office_reference | ARC ACR123456789
home_office_reference | my asylum support number ASF123456
home_office_reference | CoS number C2G1A00123X
home_office_reference | Z1234567 thats my home office number
home_office_reference | port ref TN4/1234567
home_office_reference | EUSS 3434-1111-2222-3333
home_office_reference | evisa share code WXY 12Z 3AB
case_reference | PA/1234/2022
case_reference | PA/01234/2023 and HU/01235/2023 both mine
case_reference | case PA012342023
case_reference | my ICO complaint IC-234567-B3C4
case_reference | ICO reference number RFA0812345
case_reference | complaint reference: C-20245
case_reference | PHSO ref P-123456
case_reference | complaint ref no 45/2024/KL
case_reference | my ref number is QX99231
case_reference | court case no F00CL123
case_reference | LP/00123/2020
case_reference | DC/50012/2021
case_reference | crime ref 4512345/23
residence_permit | residence permit no ZX0012345
residence_permit | brp: RE 1234567
residence_permit | biometric card ZW1234567 they made copy
residence_permit | ru1234567 is my brp
residence_permit | my BRP (ZX1234567) was photographed
passport | passport # 987654321
passport | nigerian passport A09876543 copied
passport | passport AB 1234567
passport | passport: M 1234567
passport | ukrainian passport FA123456
passport | my passport, 123456789, is at home office
passport | syrian passport N012345678
passport | Afghan passport O1234567 taken
passport | passport num P4366918 expired
passport | my ethiopian passport EP1234567, EP7654321 new
passport | 098765432 is my passport
passport | passport BX0123456 given to reception
national_insurance | ni number qq 12 34 56 c
national_insurance | my nino: QQ123456
national_insurance | N.I. QQ 123456 A
bank | my account number is 12345678, sort 12-34-56
bank | sort code: 12 34 56
bank | barclays sort code 20-00-00 acc 55779911
bank | a/c 55779911
bank | refund card 4000056655665556
bank | card ending? full is 4242 4242 4242 4242
address postcode | my address 15 Otterwick Way, Bradford BD7 9ZZ
address postcode | 2 Fernhollow Mews London SW9 9ZZ is where I am registered
address postcode | Apt 4, 9 Fernhollow Rd, NW6 9ZZ
address postcode | house 8 m14 9zx
address postcode | 103A Fernhollow Hill, Bristol, BS5 9ZZ
address postcode | c/o 12 Otterwick Terrace S3 9ZZ
address | letters go to 15 Otterwick Way
address | 15 Otterwick Avenue, will they visit me
address | i stay in 15 otterwick street with friend
address | Flat 2, Otterwick House, Leeds
address | moved from 15 Otterwick Road to 8 Fernhollow Drive, who tells GP
address | my home adress is 15 Otterwick rd
postcode | pc LS8 6ZX
postcode | gp for sw9 9zz please
postcode | which surgery covers NW69ZZ
date_of_birth | DOB: 5th of May 1990
date_of_birth | d.o.b 050590
date_of_birth | I'm born 1990/05/12
date_of_birth | birth date 12.5.90
date_of_birth | my dob 12 may 90
date_of_birth | home office put my dob as 01/01/1999
date_of_birth | they wrote 01/01/1999 as my date of birth
date_of_birth | Born: 12-May-1990
date_of_birth | my son, born 12 May 2015, needs vaccine
date_of_birth | date of birth (12/05/1990)
date_of_birth | her birthday 12/05/1990
date_of_birth | my birth day is May 12 1990
date_of_birth | 12.05.1990 geboren
date_of_birth | dob 12/05/1990 is wrong, right 12/05/1992
date_of_birth | wrong dob: 12/05/1990
date_of_birth | my birthdate on file 12-05-1990
hospital_number | Hospital Number: RAX1234567
hospital_number | hosp. no: 445566
hospital_number | my mrn is 445566
hospital_number | patient ref AB12345
hospital_number | K number K123456
hospital_number | invoice no 5566778 from overseas team
hospital_number | hospital id 44-5566
hospital_number | unit number 445566
username | dm me @hodan_q
username | my tg @besnik77
username | snapchat: besnik.k
username | find me on facebook: besnik.korrati.5
username | telegram username besnik_k
username | skype live.besnik_k
username | my discord is besnik_k
""".strip().splitlines()
]

NOT_PERSONAL = """
Is 116 123 free?
call 999 or 111?
ICO 0303 123 1113
what is 0300 303 5678
0808 1647 686 who answers
08001387777 is that free
0800 1111 childline
0345 015 4033 hours
+44 303 123 1113 from abroad
0044 300 311 2233
nhs 0300 311 2233 complaint
nhs number 0300 311 22 33 is it for complaints
phone 0800 138 7777
is 020 7456 9750 the project london advice line
is 020 7946 0123 the number of the ICO
what is the helpline number 020 7946 0123
119 for covid?
text 85258
dial 101 or 999
my bill is £12,345.67
they want 8000 pounds in advance
£150000 fine
150% of the tariff
8,127 requests in 11 months
I owe 4567890 rupees
5 million records sold
section 251 of the NHS Act 2006
Immigration Act 2014 section 38
SI 2015/238
regulation 7 of SI 2015/238
paragraph 63-70 of the guidance
paragraphs 1.2.3 to 1.2.5
Data Protection Act 2018 schedule 2 part 1 paragraph 4
UK GDPR article 15(3)
[2021] EWCA Civ 1843
[2019] EWHC 1234 (Admin)
R (W) v Secretary of State for Health [2015] EWCA Civ 1034
W, X, Y and Z v SSH
MoU 2017
HC 677
Cm 9446
PQ 128022
UIN 207239 what did the minister say
ISN 0129
DAPB3051
SCCI1580
GMS1 form
HC2 certificate
PRF1 form
M700 form
BRP expired
what is a UAN
FP10 prescription
E111 card
S1 form
form HS4
DNA CPR
1 January 2017
from 9 November 2018
on 01/02/2025 I sent the request
23/10/2017 is when regulations came
since 2015-2016
2016 2017 2018
born before 1 January 1990, do rules differ
children born after 31 December 2020
everyone born in 1957
I was born in 1998 but they wrote 2008
where was I born question on the form
dob wrong on my file
date of birth is wrong since 2019
my appointment is 12/05/2025 at 10:30
my date of birth is wrong, appointment on 14 March 2025
open 24/7?
9am-5pm monday
10:30 to 11:45
I am 34 years old
I weigh 70 kg
38 weeks pregnant
baby is 6 weeks
5 days without insulin
500mg twice
blood pressure 140/90
1 in 3 surgeries
7 out of 10
GP in E1
near SE15
I live in M14
anyone in B1 2nd floor surgery
from LS8 to M14
SW1A is parliament
I live in 3 rooms with 5 people
I live at 2 different places
12 people on one road
I waited 3 hours close to the door
a 10 minute walk way
is 10 Downing Street near
ICO, Wycliffe House, Water Lane, Wilmslow SK9 5AF
is 2 Marsham Street the Home Office
I am afraid
I am Nigerian
I am a nurse
I'm Undocumented
I am an EU citizen
I am British Citizen
I am Syrian Refugee
I am Asylum Seeker
I am Failed Asylum Seeker
I am From Sudan
I AM FROM SUDAN NO PAPERS
Hi I am Kurdish and sick
Hello, I am pregnant
Hi, this is Home Office?
this is Palantir Foundry
it's NHS England
I am called to an interview
they call me every day
call me back please
my name is on the letter
my name was misspelt
my name is wrong on the card
my name is spelled wrong
my name is different in two files
My name is Not on the list
my name is in the GP computer
is my name given to immigration
my names are mixed up
name of the minister
Name the law
what is the name of the regulator
family name and given name are mixed
brand name of the medicine
do they ask my name, address and date of birth
name, date of birth and address, is that all they need
name: what if I give a false one
my son was refused
my wife British, me not
my husband NRPF
my mother in Nigeria
my friend Google says no
my daughter GP refused
patient rights in England
Patient Advice and Liaison Service
patient Data Protection
client, NRPF, cannot travel
client 19 needs TOP
Mr Justice Green said what
did Mr Hunt apologise
Mrs May and the hostile environment
what did Wes Streeting say
Amber Rudd 2018
Theresa May 2012
did Sarah Wollaston write to the Home Office
Doctors of the World
Dr Google
Homerton Hospital
Guy's and St Thomas'
my passport number is needed?
passport expired in 2019
passport costs 88 pounds
do they need passport and 2 letters
passport or BRP or 3 bills
NHS number is 10 digits?
my nhs number is lost
where is my hospital number
national insurance number needed?
what is home office reference
home office 2018 agreement
home office asked 10000 times
HO ref needed?
case number needed?
complaint in 28 days
complaint took 6 months
account needed for the NHS app
my account was hacked
card number is asked, is this a scam
is telegram safe
my telegram is hacked
whatsapp message from the surgery
facebook group of migrants
follow @NHSEngland
@ICOnews said
email england.contactus@nhs.net
casework@ico.org.uk is the address?
can I email my GP
they want e-mail address
look at nhs.uk
www.gov.uk/guidance/nhs-entitlements
https://ico.org.uk/make-a-complaint/12345
meet at hospital
opt-out 100%
type 1 opt-out
tier 2 visa
band 5 nurse
ward 12 bed 7
room 7
ticket 4471
code 60763 text
pin of 6 digits
version 3.2.1
covid-19
step 1 2 3 4 5
1. first 2. second 3. third
one two three
nine out of ten
999 not 111
nhs 111
12 34
1234
est-ce que mon nom est dans la liste
mon nom est mal écrit
je suis malade
je suis Algérien
date de naissance fausse
le 9 novembre 2018
mi nombre está mal escrito
mi nombre es incorrecto
soy de Bolivia
soy Boliviana sin papeles
mam 15 lat
moje imię jest błędne
jestem chora
jestem z Ukrainy
numele meu este scris greșit
am 34 de ani
sunt însărcinată
o meu nome é incorreto
tenho 30 anos
magacaygu waa khalad
мене звати неправильно
моє ім'я написано неправильно
мені 15 років
اسمي مكتوب خطأ
اسمي موجود في القائمة
اسمي غير صحيح
عمري ٣٤ سنة
دفعت ١٥٠٠ جنيه
اسم من اشتباه است
نام من در لیست است
میرا نام غلط لکھا ہے
آمار ۲۰۱۷
میری عمر 34 سال ہے
আমার নাম ভুল লেখা
আমার বয়স ৩৪
زما نوم غلط دی
ስመይ ጌጋ እዩ
我的名字写错了
我叫了救护车
我15岁
2018年11月9日发生了什么
费用是150%
رقم ٩٩٩
سنة ٢٠١٨
Can NHS Digital share my address with Home Office in 2024?
what does regulation 4(1) say
fee 1,035 pounds per year x 5
NHS England letter PRN00123
is 0800 731 0319 free
0330 123 4567 who is this
0161 number missed call is it hospital
i have missed call from 0845 46 47
number 10 said what
ECHR article 8(2)
my baby was born in 2023 in this hospital
I was born in Sudan
he is born here, is he British
born in UK after 1983
we are 4 people in one room
my room number is 12
my GP has 12 doctors on 3 floors
I live at my friend's house
I live in a hotel of home office
i live in London E3
we moved to Leeds in 2022
my address is wrong at GP
address is needed?
they sent letters to my old address
what is London Road surgery policy
Is it the Park Lane surgery
3 Victoria Road surgeries refused me
doctor at Church Street practice refused
the 2 hour drive to hospital
a 5 star hotel
12 month close watch
I'm Deaf and need BSL
I'm Roma and they laugh
I am Tigrinya speaker
I am Christian convert
I am HIV positive
I am Type 2 Diabetic
I am Overseas Visitor
I'm Ukrainian Refugee on Homes for Ukraine
Hi I'm Pregnant
This is Urgent please
This is Not Fair
This is Home Office Policy?
Hello this is wrong
it's Friday
my wife Spanish
my husband Afghan refugee
my mother Diabetic
my son British born
my partner EU settled
client EUSS refused
Client has NRPF
patient has no NHS number
Patient Safety Commissioner role
Patients Know Best app
Mr Justice Lavender
Lord Justice Underhill
Baroness Brinton asked
Dr Wollaston committee
Sir Simon Stevens
name change by deed poll
name on BRP is different
my name is Arabic and they write it in 3 ways
my name is long
my name is same as my cousin
my name is on there
my name is now different
my name is too hard for them
my name is only in passport
my name is being shared
my name is against another patient's result
i am called asylum seeker
they call me Illegal
call me on what number
call me stupid but
known as Data Protection Act
named person
named GP
thanks, Can I see my notes
Thank you NHS
Kind regards
passport 10 years old
passport number?
passport office 0300 222 0000
copy of passport and 3 payslips
my passport ends in 2027
two passports 1 expired
NI number?
national insurance 2025
nhs number 10 digit
account with 3 letters
account number of the hospital for paying
sort code?
bank statement 3 months
pay by card
DOB?
dob and name needed?
date of birth 01/01 problem
what date of birth do they use
appointment dated 12/05/2024
letter dated 3 March 2025, received 10 March
request made 12 May 2025, now 20 June
the Act of 27 March 2012
hospital number?
hospital no reply in 30 days
patient number 1 in line
MRN what is it
ref needed
case C-131/12 Google Spain
case of S and Marper v UK 30562/04
Z v Finland 22009/93
judgment CO/1234 what
FS50123 no
ICO case study 12
complaint stage 2
complaint form 4
10 complaints in 2023
GWF what is it
UAN meaning
brp 2024 replaced by evisa
evisa share code?
share code for GP?
IHS 776 per year
IHS refund 3 years
ukvi account
@ sign
a@ b
see you @ clinic
@nhsuk help
nhs.uk/your-nhs-data-matters
email address?
is my email shared
@GOVUK says
follow us on instagram
telegram bot privacy
I use WhatsApp 2 years
snapchat for my kid age 13
line 5
signal is bad here
M1 motorway
A1 notice
B12 injection
C19 vaccine
T4 test
CD4 count 350
HbA1c 48
e-Visa B2
O1 visa
T2 visa 2019
S117B
s55 duty
ss. 12-15
R v 123
GP2GP transfer
5G
3 x 500mg
v2.0 2023
2024-25 report
NG12 guideline
W3W address
covid vaccine 2 doses 2021 2022
90 days in 180 days
28 days 30 days 1 month
00:30 at night
1948 Windrush
1951 Convention
£3,000 - £4,000
4,500.00 GBP invoice
invoice of 8900 pounds
bill 12345 pounds
€1500
2.5 million records
1000000 opted out
3.6m people
63 70 75 80
ward 9 bay 3 bed 4
my son is 8 and my daughter 11
mein Name ist falsch
je m'appelle comment dans le dossier
mi hijo tiene 5 años
mon mari Algérien
¿Puedo ver mi historia?
il s'appelle comment ce formulaire
jak się nazywa formularz
cum se numește formularul
как называется форма
як називається форма HC2
اسم النموذج HC2
اسم الفورم چیست
نام فرم
فارم کا نام کیا ہے
这个表叫什么名字
我叫不出名字
我是难民
2017年的协议
٢٠١٧
مادة ١٥
۵۰۰ پوند
৫০০ পাউন্ড
۹۹۹ یا ۱۱۱
""".strip().splitlines()


def kinds(message: str) -> list[str]:
    return sorted({finding.kind for finding in find_personal_data(message)})


def left(message: str) -> str:
    return without_personal_data(message, find_personal_data(message))


@pytest.mark.parametrize(("expected", "message"), PERSONAL)
def test_personal_data_is_found_and_its_kind_said(expected: str, message: str) -> None:
    assert kinds(message) == sorted(expected.split())


@pytest.mark.parametrize("message", NOT_PERSONAL)
def test_what_only_looks_like_personal_data_is_left(message: str) -> None:
    assert find_personal_data(message) == []
    assert without_personal_data(message, []) == message


def test_every_kind_has_many_examples_here() -> None:
    named = [kind for expected, _message in PERSONAL for kind in expected.split()]
    assert [kind for kind in KINDS if named.count(kind) < 10] == []
    assert set(named) == set(KINDS)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "NHS no 9994077163, email x@y.z, how do I get a copy of my file?",
            "how do I get a copy of my file?",
        ),
        (
            "my nhs number is 9994077163 can you tell which GP i am registered",
            "can you tell which GP i am registered",
        ),
        (
            "HO ref K3456789 and NHS 9994077163: are the two linked?",
            "HO ref and NHS: are the two linked?",
        ),
        ("BRP ZU1234567 expired, is GP still free", "BRP expired, is GP still free"),
        (
            "my passport number is 123456789 do they keep copy",
            "my passport number do they keep copy",
        ),
        ("Hello. My name is Ada Lovel. May I see my notes?", "Hello. May I see my notes?"),
        ("born 3 March 1990. Can I see my file", "Can I see my file"),
        ("can you call me on 07700 900456 i need help", "can you call me on i need help"),
        (
            "They sent my letter to 5 Dunnock Rise, Leeds LS8 6ZX, my old flat. Can I claim?",
            "They sent my letter to, my old flat. Can I claim?",
        ),
        ("我的BRP号码是ZQ3344556，登记GP要给他们看吗", "我的BRP号码，登记GP要给他们看吗"),
        (
            "اسمي أمينة الطرو وأريد نسخة من ملفي",
            "وأريد نسخة من ملفي",
        ),
        (
            "میرا نام امینہ تارو ہے، جی پی رجسٹر نہیں کر رہا",
            "جی پی رجسٹر نہیں کر رہا",
        ),
        ("Magacaygu waa Hodan Qalin, ma heli karaa?", "ma heli karaa?"),
        ("07700 900123", ""),
    ],
)
def test_what_is_left_still_asks_the_question(message: str, expected: str) -> None:
    assert left(message) == expected


def test_findings_are_placed_where_the_data_stands() -> None:
    message = "رقم NHS ٩٩٩٤٠٧٧١٦٣ و ada@example.com"
    assert [(its.kind, message[its.start : its.end]) for its in find_personal_data(message)] == [
        ("nhs_number", "٩٩٩٤٠٧٧١٦٣"),
        ("email", "ada@example.com"),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "٩٩٩٤٠٧٧١٦٣",
        "۹۹۹۴۰۷۷۱۶۳",
        "৯৯৯৪০৭৭১৬৩",
        "९९९४०७७१६३",
        "９９９４０７７１６３",
        "999\u00a0407\u00a07163",
        "999\u2011407\u20117163",
        "\u202a999 407 7163\u202c",
        "999\u200b4077163",
    ],
)
def test_digits_of_any_script_and_spaces_of_any_kind_are_read(written: str) -> None:
    message = f"is {written} shared?"
    assert kinds(message) == ["nhs_number"]
    assert not any(map(str.isdigit, left(message)))


@pytest.mark.parametrize(
    "message",
    [
        "je m'appelle Élodie Diarel",
        "je m’appelle E\u0301lodie Diarel",
        "JE M'APPELLE ÉLODIE DIAREL",
        "nazywam sie Zofia",
        "ma numesc Ilinca",
        "اسمي أمينة",
        "اسمى امينة",
        "اِسْمِي أَمِينَة",
    ],
)
def test_words_are_known_with_and_without_their_accents(message: str) -> None:
    assert kinds(message) == ["name"]
    assert left(message) == ""


def test_check_digit_decides_where_nothing_names_the_number() -> None:
    assert kinds("is 9994077163 shared") == ["nhs_number"]
    assert kinds("is 9994077164 shared") == []
    assert kinds("is my NHS number 9994077164 shared") == ["nhs_number"]


def test_card_number_needs_its_check_digit_and_application_number_has_none() -> None:
    assert kinds("4111 1111 1111 1111") == ["bank"]
    assert kinds("3434 1234 5678 9012") == ["home_office_reference"]
    assert kinds("card 4111 1111 1111 1112") == ["bank"]
    assert kinds("UAN 4111 1111 1111 1111") == ["home_office_reference"]


def test_words_beside_a_number_decide_whose_it_is() -> None:
    assert kinds("A1234567") == ["home_office_reference"]
    assert kinds("passport A1234567") == ["passport"]
    assert kinds("hospital number A1234567") == ["hospital_number"]
    assert kinds("RX1234567") == ["residence_permit"]
    assert kinds("my hospital number is RX1234567") == ["hospital_number"]


def test_landline_is_an_organisations_only_where_the_message_says_so() -> None:
    assert kinds("020 7946 0123") == ["phone"]
    assert kinds("is 020 7946 0123 the helpline?") == []
    assert kinds("helpline, call me on 020 7946 0123") == ["phone"]


def test_second_version_of_a_date_of_birth_goes_with_the_first() -> None:
    message = "i am born 17/05/1992 system has 17/06/1992 how can i change"
    assert left(message) == "i am born system has how can i change"


def test_no_finding_shows_anything_of_the_message() -> None:
    for _expected, message in PERSONAL:
        for finding in find_personal_data(message):
            assert repr(finding) == (
                f"Finding(kind={finding.kind!r}, start={finding.start}, end={finding.end})"
            )


def mixtures() -> list[str]:
    """Messages put together at random from the examples, and cut and glued at random places."""
    chance = random.Random(20250101)
    parts = [message for _kinds, message in PERSONAL] + NOT_PERSONAL
    joints = [" ", ". ", ", ", "\n", "\n\n", "", " - ", "; "]
    mixed = []
    for _ in range(400):
        some = chance.sample(parts, chance.randint(2, 5))
        if chance.random() < 0.4:
            some = [part[chance.randrange(len(part)) :] for part in some]
        mixed.append("".join(part + chance.choice(joints) for part in some))
    return [*parts, *mixed]


def test_findings_are_sorted_and_do_not_overlap() -> None:
    for message in mixtures():
        position = 0
        for finding in find_personal_data(message):
            assert finding.kind in KINDS
            assert position <= finding.start < finding.end <= len(message)
            position = finding.end


def test_exactly_what_was_found_is_taken_out() -> None:
    for message in mixtures():
        findings = find_personal_data(message)
        outside = list(message)
        for finding in findings:
            outside[finding.start : finding.end] = " " * (finding.end - finding.start)
        letters = [character for character in outside if character.isalnum()]
        assert [its for its in without_personal_data(message, findings) if its.isalnum()] == letters


def test_what_is_left_holds_no_personal_data_any_more() -> None:
    again = {message: find_personal_data(left(message)) for message in mixtures()}
    assert {message: found for message, found in again.items() if found} == {}


def test_nothing_found_leaves_every_character() -> None:
    message = " two  spaces,\nand a line … ; "
    assert without_personal_data(message, []) == message


def test_findings_given_by_hand_are_taken_out_too() -> None:
    assert without_personal_data("ask Ada, now", [Finding("name", 4, 7)]) == "ask, now"


@pytest.mark.parametrize(
    "unit",
    [
        "1", "1 ", "12 ", "a1", "a@", "@", "a.", "A ", "My ", "my name is ", "Ada Lovel ", "ada-",
        "0", "+", "00 ", "(", "1/", "12/05/", "born ", "nhs number ", "passport ", "A1234567 ",
        "one ", "double ", "e\u0301", "\u200b", "اسمي ", "我叫", "é", "1.2-", "07700 900 123 ",
        "I live at 1 a ", "flat ", "12 a a a a ", "dot ", "at ", "is ", "GB82 WE ", "999 407 716 ",
        "my name is Ada Lovel 07700 900123 ", "名", "\n", "Mr ", "A.", "'", "A'", "م ", "1 2 3 4-",
    ],
)  # fmt: skip
def test_longest_message_of_one_thing_repeated_is_finished(unit: str) -> None:
    message = (unit * 4096)[:4096]
    findings = find_personal_data(message)
    assert all(0 <= its.start < its.end <= 4096 for its in findings)
    assert len(without_personal_data(message, findings)) <= 4096


def test_random_characters_are_survived() -> None:
    chance = random.Random(7)
    alphabet = "aA1 09+@.-/,:£\n\u0301\u200cم৯é我İßﬁ😀'_#()[]"
    for _ in range(300):
        message = "".join(chance.choice(alphabet) for _ in range(chance.randint(1, 120)))
        position = 0
        for finding in find_personal_data(message):
            assert position <= finding.start < finding.end <= len(message)
            position = finding.end


def examples(name: str) -> list[dict[str, object]]:
    """Return the lines of a file of questions, without those that are only for the report."""
    file = REPOSITORY / "knowledge" / "questions" / name
    lines = [msgspec.json.decode(line) for line in file.read_bytes().splitlines()]
    return [line for line in lines if line.get("part") != "report"]


def test_real_questions_are_left_as_they_are() -> None:
    questions = [str(its["text"]) for its in examples("scope.jsonl") if its["answerable"]]
    questions += [str(its["question"]) for its in examples("in_scope.jsonl")]
    assert len(questions) > 1000
    touched = [question for question in questions if find_personal_data(question)]
    assert len(touched) <= len(questions) / 500, touched


def test_examples_of_personal_data_are_found_and_their_look_alikes_left() -> None:
    missed, alarms = [], []
    messages = examples("personal_data.jsonl")
    for example in messages:
        found = kinds(str(example["message"]))
        if example["kinds"] and not set(example["kinds"]) & set(found):  # type: ignore[call-overload]
            missed.append(example["message"])
        if found and not example["kinds"]:
            alarms.append(example["message"])
    assert missed == []
    assert len(alarms) <= 0.03 * len(messages), alarms


def test_numbers_and_addresses_that_documents_publish_are_nobodys() -> None:
    telephone = re.compile(r"\b(?:0\d{2,4} ?\d{3,4} ?\d{3,4}|116 123)\b")
    postcode = re.compile(r"\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b")
    text = "\n".join(
        file.read_text(encoding="utf-8")
        for folder in ("sources", "answers")
        for file in sorted((REPOSITORY / "knowledge" / folder).glob("*.md"))
    )
    published = set(telephone.findall(text)) | set(postcode.findall(text))
    assert "0303 123 1113" in published
    assert sorted(its for its in published if find_personal_data(f"is it {its}")) == []
